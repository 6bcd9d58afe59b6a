use std::sync::Arc;

use fv_api::{Access, Caller, Connection, ConnectionId, DomainApi, DomainRef, Drivers, Identity};
use fv_error::Result;
use fv_types::Uuid;

use super::look_only;

/// A driver that does whatever it is told.
struct Willing;

impl DomainApi for Willing {
    fn destroy(&self, _: &Caller, _: &DomainRef) -> Result<()> {
        Ok(())
    }

    fn os_type(&self, _: &Caller, _: &DomainRef) -> Result<String> {
        Ok("hvm".into())
    }

    fn xml_desc(&self, _: &Caller, _: &DomainRef, flags: u32) -> Result<String> {
        Ok(format!("<domain flags='{flags}'/>"))
    }
}

#[test]
fn what_changes_or_reveals_is_refused_in_the_words_of_a_daemon() {
    let drivers = Drivers {
        domain: Some(Arc::new(Willing)),
        ..Drivers::default()
    };
    let guarded = look_only(&drivers);
    assert!(guarded.network.is_none());
    let api = guarded.domain.expect("there is one");
    let connection = Connection::new(ConnectionId(0));
    let caller = Caller::new(Identity::default(), Access::ReadOnly, connection);
    let dom = DomainRef {
        name: "g".into(),
        uuid: Uuid([1; 16]),
        id: -1,
    };
    let text = |result: Result<String>| result.map_err(|error| error.message().to_string());
    assert_eq!(text(api.os_type(&caller, &dom)), Ok("hvm".into()));
    assert_eq!(
        text(api.xml_desc(&caller, &dom, 2)),
        Ok("<domain flags='2'/>".into())
    );
    let refused = text(api.xml_desc(&caller, &dom, 1)).expect_err("it shows secrets");
    assert_eq!(
        refused,
        "operation forbidden: virDomainGetXMLDesc with secure flag"
    );
    let refused = api.destroy(&caller, &dom).expect_err("it changes");
    assert_eq!(
        refused.message(),
        "operation forbidden: read only access prevents virDomainDestroy"
    );
}
