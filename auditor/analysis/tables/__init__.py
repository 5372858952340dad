"""Facts about AWS and its vendors as dated data; each row names its source."""
