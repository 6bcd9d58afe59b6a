//! Byte streams under the message layer: unix sockets with descriptors.
