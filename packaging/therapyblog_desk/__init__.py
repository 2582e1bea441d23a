"""The app: `therapyblog` as a program that is started by a double click."""
