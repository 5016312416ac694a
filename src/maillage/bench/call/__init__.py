"""The benchmark of video calls: three browsers on a site of its own."""
