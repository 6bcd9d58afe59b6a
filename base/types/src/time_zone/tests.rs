use super::*;

#[test]
fn rules_and_names_are_understood() {
    let (winter, summer) = (1_700_000_000, 1_690_000_000);
    assert_eq!(offset_at("CET-1CEST,M3.5.0,M10.5.0", winter), Some(3600));
    assert_eq!(offset_at("CET-1CEST,M3.5.0,M10.5.0", summer), Some(7200));
    assert_eq!(offset_at("VIR02:45", winter), Some(-9900));
    assert_eq!(offset_at("UTC", winter), Some(0));
    assert_eq!(offset_at("no such zone", winter), None);
}
