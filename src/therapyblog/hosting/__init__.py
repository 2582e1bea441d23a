"""What a web host reads besides the pages: header files."""
