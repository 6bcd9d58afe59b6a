use super::*;

const DOCUMENT: &str = "<domain type='qemu'><name>a</name>\
    <uuid>5f3a0b6e-0d7c-4a65-9b7e-3c1f5e0a1d22</uuid><memory unit='MiB'>16</memory>\
    <os><type arch='x86_64' machine='pc'>hvm</type></os>\
    <description>two\n  lines</description></domain>";

fn definition() -> Arc<Domain> {
    let once = read(DOCUMENT).unwrap();
    Arc::new(read(&once.to_xml(Scope::SECRET)).unwrap())
}

#[test]
fn what_is_kept_is_what_was_given() {
    let recent = Recent::new();
    let given = definition();
    let kept = Kept::new(&given, &recent);
    assert!(matches!(kept.0.form, Form::Packed(..)), "{kept:?}");
    // As long as somebody has it, it is the same one.
    assert!(Arc::ptr_eq(&kept.definition(), &given));
    let printed = given.to_xml(Scope::SECRET);
    drop(given);
    let again = kept.definition();
    assert_eq!(again.to_xml(Scope::SECRET), printed);
    assert_eq!(again.description.as_deref(), Some("two\n  lines"));
}

#[test]
fn only_the_last_ones_stay_as_trees() {
    let recent = Recent::new();
    let kept = Kept::new(&definition(), &recent);
    let weak = Arc::downgrade(&kept.definition());
    assert!(weak.upgrade().is_some(), "it was asked for just now");
    let others: Vec<Kept> = (0..RECENT_MAX)
        .map(|_| Kept::new(&definition(), &recent))
        .collect();
    others.iter().for_each(|other| drop(other.definition()));
    assert!(weak.upgrade().is_none());
    assert_eq!(kept.definition().name, "a");
}

#[test]
fn a_definition_that_its_text_does_not_give_back_stays_a_tree() {
    let recent = Recent::new();
    let mut odd = Domain::clone(&definition());
    // An id is only told of what runs.
    odd.id = Some(7);
    let odd = Arc::new(odd);
    let kept = Kept::new(&odd, &recent);
    assert!(matches!(kept.0.form, Form::Whole(_)));
    drop(odd);
    assert_eq!(kept.definition().id, Some(7));
}
