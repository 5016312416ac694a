"""DICOMweb (PS3.18): a hospital's programs store, search and retrieve examinations, with a key of the hospital."""
