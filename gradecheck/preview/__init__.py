"""A problem's page that follows its file: who watches, who works, and the small server on this machine."""
