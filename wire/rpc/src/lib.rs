//! libvirt's message layer, its programs, and their generated codecs and tables.
