//! The table, what follows from it, and what guests turn out to have.

mod choice;
mod live;
