//! Golden files: expected output beside its input, written anew on request.

use std::path::Path;

/// Compares with the file, and writes it instead when `FERROVIRT_BLESS` is set.
///
/// Returns what differs, as lines around the first difference; nothing when all is well. The
/// change that blessing makes is reviewed like code.
pub fn golden(path: &Path, actual: &str) -> Result<(), String> {
    let bless = fv_sys::host::environment()
        .iter()
        .any(|(name, _)| name == BLESS);
    let expected = std::fs::read_to_string(path).unwrap_or_default();
    if expected == actual {
        return Ok(());
    }
    if bless {
        return std::fs::write(path, actual)
            .map_err(|error| format!("{}: {error}", path.display()));
    }
    Err(format!(
        "{}\n{}",
        path.display(),
        difference(&expected, actual)
    ))
}

/// Fails the test when the output differs from the file; see [`golden`].
#[track_caller]
pub fn assert_golden(path: impl AsRef<Path>, actual: &str) {
    if let Err(text) = golden(path.as_ref(), actual) {
        panic!("{text}\nwith {BLESS}=1 the file is written anew");
    }
}

/// The first differing line of both, with a few before it.
fn difference(expected: &str, actual: &str) -> String {
    let old: Vec<&str> = expected.lines().collect();
    let new: Vec<&str> = actual.lines().collect();
    let same = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let mut text = format!("line {}:\n", same + 1);
    for line in &old[same.saturating_sub(CONTEXT)..same] {
        text.push_str(&format!("  {line}\n"));
    }
    for line in old.iter().skip(same).take(CONTEXT) {
        text.push_str(&format!("- {line}\n"));
    }
    for line in new.iter().skip(same).take(CONTEXT) {
        text.push_str(&format!("+ {line}\n"));
    }
    if old.len() == same && new.len() == same {
        text.push_str("only line ends or the last newline differ\n");
    }
    text
}

const CONTEXT: usize = 4;
const BLESS: &str = "FERROVIRT_BLESS";
