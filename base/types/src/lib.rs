//! Small values that every layer shares: uuid, typed parameters, bitmaps, ranked locks.
