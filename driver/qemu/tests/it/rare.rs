//! What few guests have: it runs where nobody has to help, and is refused by name where somebody
//! would have to.

use fv_api::START_CHECK;
use fv_error::ErrorCode;

use crate::kit::{Host, caller};
use crate::life::{document, nothing_left};

#[test]
fn a_guest_with_a_module_a_folder_and_shared_limits_runs_and_shows_what_they_are_called() {
    let host = Host::new("rare");
    let image = host.path("disk.img");
    std::fs::write(&image, vec![0; 512]).expect("written");
    let devices = format!(
        "<memory model='dimm'><target><size unit='MiB'>32</size><node>0</node></target></memory>\
         <filesystem type='mount' accessmode='mapped'><source dir='{}'/><target dir='tag'/>\
         </filesystem>\
         <disk type='file'><source file='{}'/><target dev='vda' bus='virtio'/>\
         <throttlefilters><throttlefilter group='slow'/></throttlefilters></disk>",
        host.root.display(),
        image.display()
    );
    let groups = "<throttlegroups><throttlegroup><total_iops_sec>9</total_iops_sec>\
                  <group_name>slow</group_name></throttlegroup></throttlegroups>";
    let cells = "<cpu><numa><cell id='0' cpus='0' memory='32' unit='MiB'/></numa></cpu>";
    let text = document("g", &devices).replace(
        "<memory unit='MiB'>32</memory>",
        &format!("<maxMemory slots='2' unit='MiB'>128</maxMemory>{groups}{cells}"),
    );
    let api = host.domain();
    let dom = api.define_xml(&caller(), &text).expect("defined");
    let dom = api.create_with_flags(&caller(), &dom, 0).expect("started");
    let xml = api.xml_desc(&caller(), &dom, 0).expect("described");
    for wanted in [
        "<alias name='dimm0'/>",
        "<address type='dimm' slot='0'",
        "<alias name='fs0'/>",
        "<throttlefilter group='slow'/>",
        "<memory unit='KiB'>65536</memory>",
    ] {
        assert!(xml.contains(wanted), "{wanted}: {xml}");
    }
    api.destroy(&caller(), &dom).expect("destroyed");
    nothing_left(&host, "g");
}

#[test]
fn what_somebody_would_have_to_help_with_is_kept_and_refused_by_name_at_a_start() {
    let host = Host::new("unhelped");
    let image = host.path("disk.img");
    std::fs::write(&image, vec![0; 512]).expect("written");
    let devices = format!(
        "<filesystem type='mount'><driver type='virtiofs'/><source dir='{}'/><target dir='tag'/>\
         </filesystem>\
         <disk type='file'><source file='{}'/><target dev='vda' bus='virtio'/><transient/></disk>\
         <hostdev mode='subsystem' type='pci' managed='yes'>\
         <source><address domain='0' bus='0' slot='2' function='0'/></source></hostdev>\
         <graphics type='dbus'/>\
         <pstore backend='acpi-erst'><path>{}</path><size unit='KiB'>8</size></pstore>",
        host.root.display(),
        image.display(),
        host.path("pstore").display()
    );
    let backing = "<memoryBacking><source type='memfd'/><access mode='shared'/></memoryBacking>";
    let text = document("g", &devices).replace("<vcpu>", &format!("{backing}<vcpu>"));
    let api = host.domain();
    let dom = api.define_xml(&caller(), &text).expect("defined");
    let checked = api.create_with_flags(&caller(), &dom, START_CHECK);
    let told = checked.expect_err("refused");
    for what in [
        "filesystem driver 'virtiofs' without a socket",
        "device 'hostdev'",
        "element 'transient' of disks",
        "graphics type 'dbus' without an address",
        "device 'pstore'",
    ] {
        let line = format!("definition: {what} is not supported yet");
        assert!(told.message().contains(&line), "{line}: {told}");
    }
    let error = api.create(&caller(), &dom).expect_err("refused");
    assert_eq!(error.code(), ErrorCode::ConfigUnsupported);
    nothing_left(&host, "g");
}

#[test]
fn memory_in_files_lies_in_a_folder_of_its_guest_that_goes_with_it() {
    let host = Host::new("memory-files");
    let backing = "<memoryBacking><access mode='shared'/></memoryBacking>";
    let api = host.domain();
    let folders = || {
        let ram = host.path("var/lib/libvirt/qemu/ram");
        let there = std::fs::read_dir(ram).into_iter().flatten();
        there.count()
    };
    let guests = ["a", "b"].map(|name| {
        let text = document(name, "").replace("<vcpu>", &format!("{backing}<vcpu>"));
        let dom = api.define_xml(&caller(), &text).expect("defined");
        api.create_with_flags(&caller(), &dom, 0).expect("started")
    });
    assert_eq!(folders(), 2);
    for dom in &guests {
        api.destroy(&caller(), dom).expect("destroyed");
    }
    assert_eq!(folders(), 0);
}
