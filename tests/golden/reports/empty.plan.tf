# no finding of the report has a snippet
