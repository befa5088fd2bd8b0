//! Properties that hold for any `VncUrl`, console page and console URL.

use std::time::Duration;

use alicloud_console::{ConsolePage, ConsoleSettings, ConsoleUrl, VncPassword, VncUrl};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// A value that no error may contain.
const PLANTED: &str = "pL4nT3";

/// Builds console URLs. The first byte of `data` selects the settings. The following lines are a
/// `VncUrl`, an instance id, a VNC password and a console page.
pub(crate) fn check(data: &[u8]) {
    let Some((first, rest)) = data.split_first() else {
        return;
    };
    let Ok(text) = std::str::from_utf8(rest) else {
        return;
    };
    let mut lines = text.splitn(4, '\n');
    let mut line = || lines.next().unwrap_or_default();
    let vnc_url = check_vnc_url(line());
    let (instance_id, password, page) = (line(), line(), check_page(line()));
    let mut settings = ConsoleSettings::default().windows(first & 1 == 1);
    settings = match first & 6 {
        0 => settings,
        2 => settings.page(ConsolePage::VNC2),
        _ => settings.page(page.unwrap_or_default().with_password()),
    };
    match password.parse::<VncPassword>() {
        Ok(password) => settings = settings.password(password),
        Err(error) => assert!(!format!("{error} {error:?}").contains(PLANTED)),
    }
    if let Some(vnc_url) = vnc_url {
        check_console_url(&vnc_url, instance_id, &settings);
    }
}

fn check_vnc_url(text: &str) -> Option<VncUrl> {
    let planted = format!("{text}{PLANTED}").parse::<VncUrl>();
    let shown = match &planted {
        Ok(url) => format!("{url:?}"),
        Err(error) => format!("{error} {error:?}"),
    };
    assert!(!shown.contains(PLANTED), "{shown}");

    let url = text.parse::<VncUrl>().ok()?;
    let plain = url.as_str().to_ascii_lowercase();
    assert!(plain.starts_with("ws://") || plain.starts_with("wss://"));
    assert!(plain.bytes().all(|byte| byte.is_ascii_graphic()));
    // A URL that was percent-encoded several times is decoded completely.
    let mut encoded = url.as_str().to_owned();
    for _ in 0..3 {
        assert_eq!(encoded.parse::<VncUrl>().as_ref(), Ok(&url));
        encoded = utf8_percent_encode(&encoded, NON_ALPHANUMERIC).to_string();
    }
    assert_eq!(decoded(&url.percent_encoded()), url.as_str());
    Some(url)
}

fn check_page(text: &str) -> Option<ConsolePage> {
    let page = ConsolePage::custom(text, Duration::ZERO).ok()?;
    assert!(page.base().starts_with(text), "{}", page.base());
    assert!(page.base().ends_with(['?', '&']), "{}", page.base());
    Some(page)
}

fn check_console_url(vnc_url: &VncUrl, instance_id: &str, settings: &ConsoleSettings) {
    let Ok(url) = ConsoleUrl::new(vnc_url, instance_id, settings) else {
        return;
    };
    assert_eq!(format!("{url:?}"), "ConsoleUrl([redacted])");
    let (_, parameters) = url
        .as_str()
        .split_at(url.as_str().rfind("vncUrl=").unwrap());
    let parameters: Vec<(&str, &str)> = parameters
        .split('&')
        .map(|pair| pair.split_once('=').unwrap())
        .collect();
    let names: Vec<&str> = parameters.iter().map(|pair| pair.0).collect();
    assert!(
        names == ["vncUrl", "instanceId", "isWindows"]
            || names == ["vncUrl", "instanceId", "isWindows", "password"],
        "{names:?}"
    );
    assert_eq!(decoded(parameters[0].1), vnc_url.as_str());
    assert_eq!(decoded(parameters[1].1), instance_id);
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8().unwrap().into_owned()
}
