//! Breaking every step of an operation, one after the other.

use fv_sys::fault::{self, Reached};

/// Runs an operation once for each of its steps, with that step failing, and a last time whole.
///
/// `operation` makes its own fresh surroundings. `check` gets the number of the step that
/// failed, or nothing for the run in which none did, and the result; it looks at what the
/// operation left behind. Returns how many steps there were. An operation that never ends to
/// find steps is stopped.
#[track_caller]
pub fn each_fault<T>(
    mut operation: impl FnMut() -> T,
    mut check: impl FnMut(Option<usize>, T),
) -> usize {
    for step in 0..STEPS_MAX {
        let (result, reached) = fault::fail_at(step, &mut operation);
        match reached {
            Reached::Yes => check(Some(step), result),
            Reached::No => {
                check(None, result);
                return step;
            }
        }
    }
    panic!("the operation has more than {STEPS_MAX} steps");
}

const STEPS_MAX: usize = 10_000;
