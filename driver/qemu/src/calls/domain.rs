//! Which call does what; the doing is in the modules beside.

use std::os::fd::OwnedFd;

use fv_api::{
    Caller, DomainApi, DomainControlInfo, DomainInfo, DomainJobInfo, DomainRef,
    DomainSecurityLabelList, DomainState, DomainVcpus, SecurityLabel, Stream,
};
use fv_error::Result;
use fv_types::Uuid;

use super::{Qemu, console, define, life, metadata, query, screen};
use crate::flags;

impl DomainApi for Qemu {
    fn lookup_by_id(&self, _caller: &Caller, id: i32) -> Result<DomainRef> {
        query::lookup_by_id(self.driver(), id)
    }

    fn lookup_by_name(&self, _caller: &Caller, name: &str) -> Result<DomainRef> {
        query::lookup_by_name(self.driver(), name)
    }

    fn lookup_by_uuid(&self, _caller: &Caller, uuid: Uuid) -> Result<DomainRef> {
        query::lookup_by_uuid(self.driver(), uuid)
    }

    fn xml_desc(&self, _caller: &Caller, dom: &DomainRef, flags: u32) -> Result<String> {
        query::xml_desc(self.driver(), dom, flags)
    }

    fn info(&self, _caller: &Caller, dom: &DomainRef) -> Result<DomainInfo> {
        query::info(self.driver(), dom)
    }

    fn state(&self, _caller: &Caller, dom: &DomainRef, flags: u32) -> Result<DomainState> {
        query::state(self.driver(), dom, flags)
    }

    fn control_info(
        &self,
        _caller: &Caller,
        dom: &DomainRef,
        flags: u32,
    ) -> Result<DomainControlInfo> {
        query::control_info(self.driver(), dom, flags)
    }

    fn job_info(&self, _caller: &Caller, dom: &DomainRef) -> Result<DomainJobInfo> {
        query::job_info(self.driver(), dom)
    }

    fn os_type(&self, _caller: &Caller, dom: &DomainRef) -> Result<String> {
        query::os_type(self.driver(), dom)
    }

    fn is_active(&self, _caller: &Caller, dom: &DomainRef) -> Result<i32> {
        Ok(self.driver().find(dom)?.view().is_active().into())
    }

    fn is_persistent(&self, _caller: &Caller, dom: &DomainRef) -> Result<i32> {
        Ok(self.driver().find(dom)?.view().is_persistent().into())
    }

    fn is_updated(&self, _caller: &Caller, dom: &DomainRef) -> Result<i32> {
        self.driver().find(dom)?;
        // libvirt's QEMU driver never sets the mark that this call reads.
        Ok(0)
    }

    fn max_memory(&self, _caller: &Caller, dom: &DomainRef) -> Result<u64> {
        query::max_memory(self.driver(), dom)
    }

    fn max_vcpus(&self, caller: &Caller, dom: &DomainRef) -> Result<i32> {
        query::vcpus_flags(
            self.driver(),
            caller,
            dom,
            flags::LIVE | flags::VCPU_MAXIMUM,
        )
    }

    fn vcpus_flags(&self, caller: &Caller, dom: &DomainRef, flags: u32) -> Result<i32> {
        query::vcpus_flags(self.driver(), caller, dom, flags)
    }

    fn vcpus(
        &self,
        _caller: &Caller,
        dom: &DomainRef,
        maxinfo: i32,
        maplen: i32,
    ) -> Result<DomainVcpus> {
        query::vcpus(self.driver(), dom, maxinfo, maplen)
    }

    fn messages(&self, _caller: &Caller, dom: &DomainRef, flags: u32) -> Result<Vec<String>> {
        query::messages(self.driver(), dom, flags)
    }

    fn security_label(&self, _caller: &Caller, dom: &DomainRef) -> Result<SecurityLabel> {
        self.driver().find(dom)?;
        // The model is "none", which labels nothing; ownership of files is no such label.
        Ok(SecurityLabel {
            label: Vec::new(),
            enforcing: 0,
        })
    }

    fn security_label_list(
        &self,
        _caller: &Caller,
        dom: &DomainRef,
    ) -> Result<DomainSecurityLabelList> {
        let guest = self.driver().find(dom)?;
        let view = guest.view();
        let live = view.live.as_deref().filter(|_| view.is_active());
        // The model that labels nothing comes first, as it does where the models are listed. A session gives no files
        // to anybody.
        let models: &[&str] = match self.driver().is_privileged() {
            true => &["none", "dac"],
            false => &["none"],
        };
        let labels: Vec<SecurityLabel> = live.map_or_else(Vec::new, |live| {
            let label = |model: &&str| {
                let known = live.seclabels.iter();
                let mut known = known.filter(|it| it.model.as_deref() == Some(*model));
                let text = known.next().and_then(|it| it.label.clone());
                SecurityLabel {
                    label: text
                        .map(|text| text.bytes().chain([0]).map(u8::cast_signed).collect())
                        .unwrap_or_default(),
                    enforcing: 0,
                }
            };
            models.iter().map(label).collect()
        });
        let ret = i32::try_from(labels.len()).unwrap_or(i32::MAX);
        Ok(DomainSecurityLabelList { labels, ret })
    }

    fn has_managed_save_image(&self, _: &Caller, dom: &DomainRef, flags: u32) -> Result<i32> {
        query::has_managed_save(self.driver(), dom, flags)
    }

    fn define_xml(&self, _caller: &Caller, xml: &str) -> Result<DomainRef> {
        define::define(self.driver(), xml, 0)
    }

    fn define_xml_flags(&self, _caller: &Caller, xml: &str, flags: u32) -> Result<DomainRef> {
        define::define(self.driver(), xml, flags)
    }

    fn undefine(&self, caller: &Caller, dom: &DomainRef) -> Result<()> {
        define::undefine(self.driver(), caller, dom, 0)
    }

    fn undefine_flags(&self, caller: &Caller, dom: &DomainRef, flags: u32) -> Result<()> {
        define::undefine(self.driver(), caller, dom, flags)
    }

    fn autostart(&self, _caller: &Caller, dom: &DomainRef) -> Result<i32> {
        Ok(self.driver().find(dom)?.view().autostart.into())
    }

    fn set_autostart(&self, caller: &Caller, dom: &DomainRef, autostart: i32) -> Result<()> {
        define::set_autostart(
            self.driver(),
            caller,
            dom,
            define::When::Always,
            autostart != 0,
        )
    }

    fn autostart_once(&self, _caller: &Caller, dom: &DomainRef) -> Result<i32> {
        Ok(self.driver().find(dom)?.view().autostart_once.into())
    }

    fn set_autostart_once(&self, caller: &Caller, dom: &DomainRef, autostart: i32) -> Result<()> {
        define::set_autostart(
            self.driver(),
            caller,
            dom,
            define::When::Once,
            autostart != 0,
        )
    }

    fn metadata(
        &self,
        _caller: &Caller,
        dom: &DomainRef,
        kind: i32,
        uri: Option<&str>,
        flags: u32,
    ) -> Result<String> {
        metadata::read(self.driver(), dom, kind, uri, flags)
    }

    fn set_metadata(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        kind: i32,
        metadata: Option<&str>,
        key: Option<&str>,
        uri: Option<&str>,
        flags: u32,
    ) -> Result<()> {
        let change = metadata::Change {
            kind,
            metadata,
            key,
            uri,
        };
        metadata::write(self.driver(), caller, dom, &change, flags)
    }

    fn create(&self, caller: &Caller, dom: &DomainRef) -> Result<()> {
        life::create(self.driver(), caller, dom, 0).map(drop)
    }

    fn create_with_flags(&self, caller: &Caller, dom: &DomainRef, flags: u32) -> Result<DomainRef> {
        life::create(self.driver(), caller, dom, flags)
    }

    fn create_xml(&self, caller: &Caller, xml_desc: &str, flags: u32) -> Result<DomainRef> {
        life::create_xml(self.driver(), caller, xml_desc, flags)
    }

    fn destroy(&self, caller: &Caller, dom: &DomainRef) -> Result<()> {
        life::destroy(self.driver(), caller, dom, 0)
    }

    fn destroy_flags(&self, caller: &Caller, dom: &DomainRef, flags: u32) -> Result<()> {
        life::destroy(self.driver(), caller, dom, flags)
    }

    fn suspend(&self, caller: &Caller, dom: &DomainRef) -> Result<()> {
        life::suspend(self.driver(), caller, dom)
    }

    fn resume(&self, caller: &Caller, dom: &DomainRef) -> Result<()> {
        life::resume(self.driver(), caller, dom)
    }

    fn shutdown(&self, caller: &Caller, dom: &DomainRef) -> Result<()> {
        life::shutdown(self.driver(), caller, dom, 0)
    }

    fn shutdown_flags(&self, caller: &Caller, dom: &DomainRef, flags: u32) -> Result<()> {
        life::shutdown(self.driver(), caller, dom, flags)
    }

    fn reboot(&self, caller: &Caller, dom: &DomainRef, flags: u32) -> Result<()> {
        life::reboot(self.driver(), caller, dom, flags)
    }

    fn reset(&self, caller: &Caller, dom: &DomainRef, flags: u32) -> Result<()> {
        life::reset(self.driver(), caller, dom, flags)
    }

    fn inject_nmi(&self, caller: &Caller, dom: &DomainRef, flags: u32) -> Result<()> {
        life::inject_nmi(self.driver(), caller, dom, flags)
    }

    fn open_graphics(&self, caller: &Caller, dom: &DomainRef, idx: u32, flags: u32) -> Result<()> {
        screen::open_graphics(self.driver(), caller, dom, idx, flags)
    }

    fn open_graphics_fd(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        idx: u32,
        flags: u32,
    ) -> Result<Vec<OwnedFd>> {
        screen::open_graphics_fd(self.driver(), caller, dom, idx, flags)
    }

    fn open_console(
        &self,
        _caller: &Caller,
        dom: &DomainRef,
        dev_name: Option<&str>,
        flags: u32,
    ) -> Result<Box<dyn Stream>> {
        console::open_console(self.driver(), dom, dev_name, flags)
    }

    fn open_channel(
        &self,
        _caller: &Caller,
        dom: &DomainRef,
        name: Option<&str>,
        flags: u32,
    ) -> Result<Box<dyn Stream>> {
        console::open_channel(self.driver(), dom, name, flags)
    }
}
