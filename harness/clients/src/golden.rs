//! Golden text: what a script printed, compared with what it printed when somebody looked at it.
//!
//! `UPDATE_GOLDEN=1` writes the files anew. What differs from run to run is replaced by a word first.

use std::fs;
use std::path::Path;

use crate::program::variable;

/// Compares a text with `tests/golden/NAME`, or writes that file when asked to.
pub fn check(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(name);
    if variable("UPDATE_GOLDEN").is_some() {
        fs::write(&path, text).expect("the golden file can be written");
        return;
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    if expected == text {
        return;
    }
    let mut report = format!(
        "{} differs (UPDATE_GOLDEN=1 writes it anew)\n",
        path.display()
    );
    for difference in differences(&expected, text) {
        report.push_str(&difference);
        report.push('\n');
    }
    panic!("{report}");
}

/// Lists the lines of both texts that the other one does not have in the same order, `-` expected, `+` got.
fn differences(expected: &str, got: &str) -> Vec<String> {
    let left: Vec<&str> = expected.lines().collect();
    let right: Vec<&str> = got.lines().collect();
    // Lengths of the longest common subsequences of the tails: the classic table, fine for some hundred lines.
    let mut common = vec![vec![0_usize; right.len() + 1]; left.len() + 1];
    for i in (0..left.len()).rev() {
        for j in (0..right.len()).rev() {
            common[i][j] = if left[i] == right[j] {
                common[i + 1][j + 1] + 1
            } else {
                common[i + 1][j].max(common[i][j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut lines = Vec::new();
    while i < left.len() || j < right.len() {
        if i < left.len() && j < right.len() && left[i] == right[j] {
            (i, j) = (i + 1, j + 1);
        } else if j == right.len() || (i < left.len() && common[i + 1][j] >= common[i][j + 1]) {
            lines.push(format!("{:4} - {}", i + 1, left[i]));
            i += 1;
        } else {
            lines.push(format!("{:4} + {}", j + 1, right[j]));
            j += 1;
        }
    }
    lines
}
