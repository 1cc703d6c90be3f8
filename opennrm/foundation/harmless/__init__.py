"""Opens files of strangers, in a process of its own that holds nothing and may do nothing. Imports no Django.

`opennrm.foundation.sandbox` starts it; nothing else in OpenNRM opens a picture or a PDF.
"""
