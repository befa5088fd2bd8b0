//! Tests that `Debug` output of public types, errors, causes of errors and advice contain no
//! secret.

mod names;
mod overwritten;
mod public_types;
mod refusals;
mod sources;

use std::{
    borrow::Cow,
    ffi::OsString,
    fmt::{self, Debug},
    time::Duration,
};

use alicloud::{
    Api, Call, Client, Draft, Error, Format, Operation, Reply, blocking,
    error::{DecodeError, TransportError, TransportErrorKind},
    http::Method,
    machine::{Machine as _, Step},
    model::{Field, Record, Slot},
    paging::{Paged, PagedItems, Pager, Paging},
    testing::Script,
    transport::Proxies,
};
use alicloud_console::{
    ConsolePage, ConsoleSettings, ConsoleUrl, OpenConsole, VncPassword, VncUrl,
};
use alicloud_ecs::{DescribeInstanceVncUrl, ModifyInstanceVncPasswd, modify_instance_vnc_passwd};
use alicloud_emulator::Emulator;
use alicloud_sign::{
    Acs3, AnySignature, HmacSha1, acs3,
    hmac_sha1::{Key, difference, string_to_sign},
};
use tokio::runtime::Builder;

use crate::{
    fixture::{REQUEST_ID, response, set_password, time},
    planted::{self, ACCESS_KEY_SECRET, MARK, PASSWORD, SECURITY_TOKEN, VNC_URL},
};

/// All collected texts, together with the names of their types.
#[derive(Default)]
struct Shown(Vec<String>);

impl Shown {
    fn debug<T: Debug>(&mut self, value: &T) {
        self.0.push(format!(
            "{}: {value:?} {value:#?}",
            std::any::type_name::<T>()
        ));
    }

    fn error(&mut self, error: &Error) {
        self.debug(error);
        self.causes(error);
        self.0.extend(error.advice().map(Cow::into_owned));
    }

    fn causes(&mut self, error: &(dyn std::error::Error + 'static)) {
        let mut next = Some(error);
        while let Some(error) = next {
            self.0.push(format!("{error} {error:?} {error:#?}"));
            next = error.source();
        }
    }
}

fn session() -> alicloud::Session {
    let stamp = alicloud::sign::Stamp::new(time(), 1);
    alicloud::Session::new(HmacSha1::new(planted::credentials()))
        .endpoint("https://ecs.aliyuncs.com")
        .unwrap()
        .stamps(move || stamp.clone())
}

/// The percent-encoded signature in the parameters of a request.
fn signature(parameters: &str) -> String {
    parameters.rsplit_once("&Signature=").unwrap().1.to_owned()
}

/// Returns the texts of all types that could contain a secret, and the signature of a request.
fn everything() -> (Vec<String>, String) {
    let mut shown = Shown::default();
    let session = session();
    let password: VncPassword = PASSWORD.parse().unwrap();
    let settings = ConsoleSettings::default().password(password.clone());
    let vnc_url: VncUrl = VNC_URL.parse().unwrap();
    let open = OpenConsole::new("cn-qingdao", "i-1").password(password.clone());

    shown.debug(&planted::credentials());
    shown.debug(&HmacSha1::new(planted::credentials()));
    shown.debug(&Key::new(ACCESS_KEY_SECRET));
    let acs3 = Acs3::new(planted::credentials());
    shown.debug(&AnySignature::new(planted::credentials()));
    shown.debug(&acs3);
    shown.debug(&acs3::Key::new(ACCESS_KEY_SECRET));
    shown.debug(&acs3::Key::new(ACCESS_KEY_SECRET).sign("text"));
    shown.debug(&session);
    shown.debug(&password);
    shown.debug(&settings);
    shown.debug(&vnc_url);
    shown.debug(&ConsoleUrl::new(&vnc_url, "i-1", &settings).unwrap());
    shown.debug(&open);
    shown.debug(&Call::new("Ecs", "v", "Any").parameter("Password", PASSWORD));

    // An exchange and its request.
    let mut exchange = session.exchange(&open).prefer(Method::GET);
    let Step::Send(request) = exchange.step() else {
        panic!("no request is sent")
    };
    let signature = signature(request.parameters());
    assert!(request.parameters().contains(SECURITY_TOKEN));
    shown.debug(&request);
    shown.debug(&Step::<()>::Send(request));
    shown.debug(&exchange);

    // Proxies from environment variables.
    let proxy = format!("http://user:{PASSWORD}@proxy.internal:3128");
    let environment = |_: &str| Some(OsString::from(&proxy));
    shown.debug(&Proxies::new(environment, &["http"], |_scheme, url| {
        Some(url.to_owned())
    }));

    // The draft of a request.
    let endpoint = "https://ecs.aliyuncs.com".parse().unwrap();
    let mut draft = Draft::new(open.api(), &endpoint, Format::Json, Method::POST);
    draft.parameter("SecurityToken", SECURITY_TOKEN);
    let text = string_to_sign(&Method::POST, [("SecurityToken", SECURITY_TOKEN)]);
    shown.debug(&draft);
    shown.debug(&Key::new(ACCESS_KEY_SECRET).sign(&text));
    let other = text.replace(MARK, "other");
    shown.debug(&difference(&text, &other));
    shown.debug(&difference(&other, &text));

    // The reply and its output.
    let body = format!(r#"{{"RequestId":"{REQUEST_ID}","VncUrl":"{VNC_URL}"}}"#);
    shown.debug(&Reply::new(body.as_bytes(), time()).unwrap());
    exchange.receive(Ok(response(200, body.clone())));
    let Step::Done(Ok(console)) = exchange.step() else {
        panic!("the exchange is not done")
    };
    assert!(console.url().matches(MARK).count() == 2);
    shown.debug(&console);
    let describe = DescribeInstanceVncUrl::new("cn-qingdao", "i-1");
    shown.debug(
        &describe
            .read(Reply::new(body.as_bytes(), time()).unwrap())
            .unwrap(),
    );

    // A request with a secret parameter.
    shown.debug(&set_password("cn-qingdao", "i-1", PASSWORD));
    shown.debug(&modify_instance_vnc_passwd::Required {
        region_id: "cn-qingdao".to_owned(),
        instance_id: "i-1".to_owned(),
        vnc_password: PASSWORD.to_owned(),
    });

    // The requests that a script records, with a signature in headers.
    let script = Script::new().reply(r#"{"RequestId":"1450F2D7"}"#);
    let in_headers = alicloud::Session::new(acs3)
        .endpoint("https://ecs.aliyuncs.com")
        .unwrap();
    let client = blocking::Client::with_transport(in_headers, script.clone());
    let modify = set_password("cn-qingdao", "i-1", PASSWORD);
    client.send(&modify).unwrap();
    shown.debug(&script);
    shown.debug(&script.requests()[0]);
    shown.debug(script.requests()[0].request());
    shown.debug(&client);

    pages(&mut shown, &session);
    sources::show(&mut shown);

    // Clients and transports.
    shown.debug(&alicloud_ureq::Client::new(session.clone()));
    shown.debug(&alicloud_reqwest::Client::new(session.clone()));
    shown.debug(&Emulator::start().unwrap());

    // All kinds of errors that know the request or the reply.
    for (status, body) in [
        (200, body.replace("ws%3A", "http%3A")),
        (200, format!("{body} {VNC_URL}")),
        (200, format!(r#"{{"VncUrl":["{VNC_URL}"]}}"#)),
        (
            502,
            format!("<html>{signature} {SECURITY_TOKEN} {VNC_URL}</html>"),
        ),
        (
            400,
            format!(
                r#"{{"Code":"SignatureDoesNotMatch","Message":"server string to sign is:{SECURITY_TOKEN}"}}"#
            ),
        ),
    ] {
        let transport = move |_| Ok(response(status, body.clone()));
        let client = blocking::Client::with_transport(session.clone(), transport);
        shown.error(&client.send(&open).unwrap_err());
    }
    let late = |_| Err(TransportError::new(TransportErrorKind::Timeout, "late"));
    let client = blocking::Client::with_transport(session.clone(), late);
    shown.error(&client.send(&open).unwrap_err());
    let refused = open.clone().page(ConsolePage::VNC2);
    shown.error(&client.send(&refused).unwrap_err());
    let own_page = ConsolePage::custom("https://a.example/", Duration::ZERO).unwrap();
    shown.debug(&own_page);

    (shown.0, signature)
}

/// A paged operation whose request and items contain secrets.
#[derive(Clone, Default)]
struct ListPasswords(ModifyInstanceVncPasswd);

impl Debug for ListPasswords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Record for ListPasswords {
    fn fields(&self) -> &'static [Field] {
        self.0.fields()
    }
    fn slot(&self, index: usize) -> Option<&dyn Slot> {
        self.0.slot(index)
    }
    fn slot_mut(&mut self, index: usize) -> Option<&mut dyn Slot> {
        self.0.slot_mut(index)
    }
}

impl Operation for ListPasswords {
    type Output = ModifyInstanceVncPasswd;

    fn api(&self) -> &Api {
        self.0.api()
    }
    fn write(&self, draft: &mut Draft<'_>) {
        self.0.write(draft);
    }
    fn read(&self, reply: Reply<'_>) -> Result<Self::Output, DecodeError> {
        reply.record()
    }
}

impl Paged for ListPasswords {
    const PAGING: Paging = Paging::new().token("InstanceId", &["InstanceId"]);
}

impl PagedItems for ListPasswords {
    type Item = String;
    fn items(page: Self::Output) -> Vec<String> {
        vec![page.vnc_password.clone(), page.vnc_password]
    }
}

/// Collects the texts of pages and items of both clients, before the first request and within a
/// page.
fn pages(shown: &mut Shown, session: &alicloud::Session) {
    let list = ListPasswords(set_password("cn-qingdao", "i-1", PASSWORD));
    let reply =
        format!(r#"{{"InstanceId":"i-2","RegionId":"cn-qingdao","VncPassword":"{PASSWORD}"}}"#);
    let mut pager = Pager::new(list.clone());
    assert!(matches!(pager.step(), Some(Ok(request)) if request.0.vnc_password == PASSWORD));
    shown.debug(&pager);

    let body = reply.clone();
    let transport = move |_| Ok(response(200, body.clone()));
    let client = blocking::Client::with_transport(session.clone(), transport);
    shown.debug(&client.pages(list.clone()));
    let mut items = client.pages(list.clone()).items();
    shown.debug(&items);
    assert_eq!(items.next().unwrap().unwrap(), PASSWORD);
    shown.debug(&items);

    let transport = move |_| std::future::ready(Ok(response(200, reply.clone())));
    let client = Client::with_transport(session.clone(), transport);
    let mut pages = client.pages(list.clone());
    shown.debug(&pages);
    let runtime = Builder::new_current_thread().build().unwrap();
    let page = runtime.block_on(pages.next()).unwrap().unwrap();
    assert_eq!(page.vnc_password, PASSWORD);
    shown.debug(&pages);
    let mut items = client.pages(list).items();
    assert_eq!(runtime.block_on(items.next()).unwrap().unwrap(), PASSWORD);
    shown.debug(&items);
}

#[test]
fn debug_and_errors_contain_no_secret() {
    let (shown, signature) = everything();
    for text in &shown {
        for secret in [MARK, &signature] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
}
