//! XML as libvirt reads and writes it: a tree with positions, a writer exact to the byte.
