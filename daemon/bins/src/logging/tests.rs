use fv_conf::Conf;

use super::*;

fn resolved(options: &Options, environment: &Environment, conf: &str) -> Settings {
    let conf = Conf::parse("libvirtd.conf", conf).unwrap();
    let config = Config::from_conf(&conf).unwrap();
    settings(options, environment, &config, Path::new("/log"))
        .unwrap()
        .0
}

#[test]
fn the_environment_goes_before_the_file_and_the_command_line_before_both() {
    let conf = "log_level = 4\nlog_filters = \"1:qemu\"\nlog_outputs = \"3:file:/a\"";
    let mut options = Options::default();
    let mut environment = Environment::default();
    let settings = resolved(&options, &environment, conf);
    assert_eq!(settings.level, Level::Error);
    assert_eq!(settings.filters_text(), "1:*qemu* ");
    assert_eq!(settings.outputs_text(), "3:file:/a");
    environment.log_level = Some("warning".into());
    environment.log_outputs = Some("1:stderr".into());
    environment.log_filters = Some(String::new());
    let settings = resolved(&options, &environment, conf);
    assert_eq!(settings.level, Level::Warning);
    assert_eq!(settings.filters_text(), "1:*qemu* ");
    assert_eq!(settings.outputs_text(), "1:stderr");
    options.verbose = true;
    assert_eq!(resolved(&options, &environment, conf).level, Level::Info);
}

#[test]
fn without_a_setting_the_log_goes_where_somebody_can_read_it() {
    let mut options = Options::default();
    let environment = Environment::default();
    assert_eq!(
        resolved(&options, &environment, "").outputs_text(),
        "3:stderr"
    );
    options.background = true;
    assert_eq!(
        resolved(&options, &environment, "").outputs_text(),
        "3:file:/log"
    );
}
