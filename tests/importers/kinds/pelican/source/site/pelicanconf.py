import os

AUTHOR = "Della Ruiz"
SITENAME = "Kettle & Chair"
SITEURL = ""
PATH = "content"
DEFAULT_LANG = "en"
TIMEZONE = "Europe/London"
ARTICLE_URL = "posts/{date:%Y}/{slug}/"
ARTICLE_SAVE_AS = "posts/{date:%Y}/{slug}/index.html"
MENUITEMS = (("Fees", "/pages/fees.html"), ("Elsewhere", "https://elsewhere.example/"))
STATIC_PATHS = ["images", "extra"]
THEME = os.path.join("themes", "x")
DEFAULT_METADATA = {"status": "published"}
