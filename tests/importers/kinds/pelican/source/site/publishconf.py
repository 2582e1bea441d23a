from pelicanconf import *

SITEURL = "https://kettle.example"
