//! Sources that fail, credentials that are refused, clocks that are wrong.

use alicloud::retry::Retry;

use super::*;

over_both_transports!(
    a_source_that_fails_once_is_asked_again_by_the_call,
    refused_credentials_are_replaced_and_the_call_is_repeated,
    a_clock_that_is_ahead_makes_nothing_last_longer,
);

/// A `Timestamp` as it stands in a form.
fn stamp_of(time: SystemTime) -> String {
    written(time).replace(':', "%3A")
}

fn a_source_that_fails_once_is_asked_again_by_the_call(transport: Transport) {
    planted::watch();
    let asked = AtomicUsize::new(0);
    let source = Server::replying(move |_| match asked.fetch_add(1, Ordering::SeqCst) {
        0 => response("503 Service Unavailable", "", ""),
        _ => json(&format!(
            "{{{}}}",
            document("STS.1", "2999-01-01T00:00:00Z")
        )),
    });
    let api = Server::replying(|_| ok());
    // The pause goes by the clock, so this machine's is taken.
    let signer = RefreshingSigner::new(CredentialsUri::new(source.url()), HmacSha1::new);
    let session = Session::new(signer).endpoint(endpoint(&api)).unwrap();
    let session = session.retry(Retry::default().jitter(|| 0.0));
    let client = transport.client_that_connects_within(Duration::from_secs(5), session);
    client.send(&call()).unwrap();
    assert_eq!(source.requests().len(), 2);
    let keys: Vec<_> = api.requests().iter().map(key).collect();
    assert_eq!(keys, ["STS.1"]);
}

fn refused_credentials_are_replaced_and_the_call_is_repeated(transport: Transport) {
    let services = Services::new();
    let client = services.client(transport);
    client.send(&call()).unwrap();
    services.control.is_revoked.store(true, Ordering::SeqCst);
    // They were fetched just now, so others are not to be expected.
    let error = client.send(&call()).unwrap_err();
    assert_eq!(error.api().unwrap().code(), "InvalidAccessKeyId.NotFound");
    assert_eq!(services.fetches(), 1);

    services.machine.clock.forward(10);
    client.send(&call()).unwrap();
    assert_eq!(services.fetches(), 2);
    assert_eq!(services.keys(), ["STS.1", "STS.1", "STS.1", "STS.2"]);
}

fn a_clock_that_is_ahead_makes_nothing_last_longer(transport: Transport) {
    const AHEAD: u64 = 7200;
    let machine = Machine::new();
    let true_time = machine.clock.now();
    machine.clock.forward(AHEAD);
    let clock = machine.clock.clone();
    let server_time = move || clock.now() - Duration::from_secs(AHEAD);
    let servers = server_time.clone();
    let source = Server::replying(move |_| {
        let expiration = written(servers() + Duration::from_secs(LIFETIME));
        let body = format!("{{{}}}", document("STS.1", &expiration));
        response("200 OK", &date_header(servers()), &body)
    });
    let servers = server_time.clone();
    let api = Server::replying(move |request| {
        if request.body.contains(&stamp_of(servers())) {
            ok()
        } else {
            too_old_or_early(servers())
        }
    });
    let provider = CredentialsUri::new(source.url());
    let signer = RefreshingSigner::new(provider, HmacSha1::new).system(machine.clone());
    let session = session(&api, signer, &machine.clock);
    let client = client(transport, session);
    // The session learns by how much the clock is wrong, with the credentials already at hand.
    client.send(&call()).unwrap();
    assert_eq!((source.requests().len(), api.requests().len()), (1, 2));
    machine.clock.forward(LIFETIME - 181);
    client.send(&call()).unwrap();
    assert_eq!(source.requests().len(), 1);
    machine.clock.forward(1);
    client.send(&call()).unwrap();
    wait_until(|| source.requests().len() == 2);
    assert_eq!(
        server_time(),
        true_time + Duration::from_secs(LIFETIME - 180)
    );
}
