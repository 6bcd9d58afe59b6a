//! What an emulator can do: probing by QMP and the cache of its answers.
