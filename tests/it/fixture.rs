//! Values and functions that several test modules share.

use std::{
    fs,
    path::{MAIN_SEPARATOR, PathBuf},
    time::{Duration, SystemTime},
};

use alicloud::{
    Response, Session,
    sign::{Nonce, Stamp},
};
use alicloud_ecs::{ModifyInstanceVncPasswd, modify_instance_vnc_passwd::Required};
use alicloud_sign::{Credentials, HmacSha1};

/// The vendor's example of a `VncUrl` in a reply, which is percent-encoded.
pub(crate) const VNC_URL: &str = "ws%3A%2F%2Fhz01-vncproxy.aliyun.com%2Fwebsockify%2F%3Fs%3DDvh%252FIA%252BYc73gWO48cBx2gBxUDVzaAnSKr74pq30mzqUYgeUMcB%252FbkNixDxdEA996";
pub(crate) const REQUEST_ID: &str = "1450F2D7-5435-4420-BBC9-49C514B0157E";

/// 2016-02-23T12:46:24Z.
pub(crate) fn time() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_456_231_584)
}

/// A session with a fixed time and nonce, and the access key of the vendor's examples.
pub(crate) fn session() -> Session {
    let credentials = Credentials::new("testid", "testsecret");
    let nonce: Nonce = "3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf".parse().unwrap();
    Session::new(HmacSha1::new(credentials))
        .endpoint("https://ecs.aliyuncs.com")
        .unwrap()
        .stamps(move || Stamp::new(time(), nonce))
}

pub(crate) fn response(status: u16, body: impl Into<Vec<u8>>) -> Response {
    let mut response = Response::new(body.into().into());
    *response.status_mut() = status.try_into().unwrap();
    response
}

/// The paths and texts of all Rust files of a crate. The paths contain slashes on all systems.
pub(crate) fn sources(name: &str) -> Vec<(String, String)> {
    let root = format!("{}/../crates/{name}/src", env!("CARGO_MANIFEST_DIR"));
    let mut waiting = vec![PathBuf::from(root)];
    let mut out = Vec::new();
    while let Some(directory) = waiting.pop() {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                out.push((
                    path.display().to_string().replace(MAIN_SEPARATOR, "/"),
                    fs::read_to_string(&path).unwrap(),
                ));
            }
        }
    }
    assert!(!out.is_empty());
    out
}

/// Defines a struct and implements `Record` for it.
macro_rules! record {
    ($name:ident { $($field:ident: $type:ty = $wire:expr),* $(,)? }) => {
        #[derive(Clone, Debug, Default, PartialEq)]
        struct $name {
            $($field: $type,)*
        }

        impl alicloud::model::Record for $name {
            fn fields(&self) -> &'static [alicloud::model::Field] {
                const { &[$($wire),*] }
            }
            fn slot(&self, index: usize) -> Option<&dyn alicloud::model::Slot> {
                [$(&self.$field as &dyn alicloud::model::Slot),*].into_iter().nth(index)
            }
            fn slot_mut(&mut self, index: usize) -> Option<&mut dyn alicloud::model::Slot> {
                [$(&mut self.$field as &mut dyn alicloud::model::Slot),*].into_iter().nth(index)
            }
        }
    };
}
pub(crate) use record;

/// Runs `future` on this thread.
pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.unwrap().block_on(future)
}

/// An operation that sets the VNC password of an instance.
pub(crate) fn set_password(
    region_id: &str,
    instance_id: &str,
    vnc_password: &str,
) -> ModifyInstanceVncPasswd {
    ModifyInstanceVncPasswd::new(Required {
        region_id: region_id.to_owned(),
        instance_id: instance_id.to_owned(),
        vnc_password: vnc_password.to_owned(),
    })
}
