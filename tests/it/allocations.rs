//! How often signing and reading allocate.

use alicloud::{
    Reply, Session, Value, http::Method, machine::Machine as _, model::Field, sign::Stamp,
};
use alicloud_ecs::DescribeInstanceVncUrl;
use alicloud_sign::{Acs3, Credentials, HmacSha1};

use crate::fixture::{record, session, time};

/// The parameters and the string to sign, and nothing per parameter.
#[test]
fn a_signed_request_takes_two_allocations() {
    let operation = DescribeInstanceVncUrl::new("cn-qingdao", "AY121018033933eaxxxxxxx");
    // The text of a time is made once a second, so it is made beforehand here.
    let stamp = Stamp::new(time(), 1);
    // Without a fixed endpoint the host is looked up for each call.
    let signer = HmacSha1::new(Credentials::new("testid", "testsecret"));
    let by_region = Session::new(signer);
    for (method, session) in [
        (Method::GET, session()),
        (Method::POST, session()),
        (Method::GET, by_region.clone()),
        (Method::POST, by_region),
    ] {
        let stamp = stamp.clone();
        let session = session.user_agent("my-app/1.0").unwrap();
        let session = session.method(method).stamps(move || stamp.clone());
        // The first time, endpoint and user agent become values that can be shared.
        drop(session.exchange(&operation).step());
        let signed = allocation_counter::measure(|| drop(session.exchange(&operation).step()));
        assert_eq!(signed.count_total, 2);
    }
}

/// The parameters, what is signed and what is hashed of it, the map of headers, and a text for each header
/// that isn't a constant.
#[test]
fn a_request_signed_after_acs3_takes_at_most_twenty_allocations() {
    let operation = DescribeInstanceVncUrl::new("cn-qingdao", "AY121018033933eaxxxxxxx");
    let stamp = Stamp::new(time(), 1);
    let signer = Acs3::new(Credentials::new("testid", "testsecret"));
    let session = Session::new(signer).endpoint("https://ecs.aliyuncs.com");
    let session = session.unwrap().stamps(move || stamp.clone());
    for method in [Method::GET, Method::POST] {
        let session = session.clone().method(method);
        drop(session.exchange(&operation).step());
        let signed = allocation_counter::measure(|| drop(session.exchange(&operation).step()));
        assert!(signed.count_total <= 20, "{}", signed.count_total);
    }
}

record!(Listing {
    names: Vec<String> = Field::new("Names"),
    any: Option<Value> = Field::new("Any"),
});

/// The text where it is kept. The list's own growth is beside that.
#[test]
fn a_text_in_xml_takes_one_allocation() {
    let of = |count: usize| {
        let body = format!("<R>{}</R>", "<Names>some text</Names>".repeat(count));
        let reply = Reply::new(body.as_bytes(), time()).unwrap();
        let read = || assert_eq!(reply.record::<Listing>().unwrap().names.len(), count);
        allocation_counter::measure(read).count_total
    };
    assert_eq!(of(2_048) - of(1_024), 1_024 + 1);
}
