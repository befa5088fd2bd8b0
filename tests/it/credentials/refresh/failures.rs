//! Tests failing credentials sources, refused credentials and wrong clocks.

use alicloud::retry::Retry;

use super::*;

over_both_transports!(
    a_call_retries_a_failed_fetch,
    replaces_refused_credentials_and_retries_the_call,
    fast_clock_does_not_extend_credentials,
);

/// The value of `Timestamp` in a form.
fn stamp_of(time: SystemTime) -> String {
    written(time).replace(':', "%3A")
}

fn a_call_retries_a_failed_fetch(transport: Transport) {
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
    // The pause before the retry uses real time, so this test uses the real clock.
    let signer = RefreshingSigner::new(CredentialsUri::new(source.url()), HmacSha1::new);
    let session = Session::new(signer).endpoint(endpoint(&api)).unwrap();
    let session = session.retry(Retry::default().jitter(|| 0.0));
    let client = transport.client_that_connects_within(Duration::from_secs(5), session);
    client.send(&call()).unwrap();
    assert_eq!(source.requests().len(), 2);
    let keys: Vec<_> = api.requests().iter().map(key).collect();
    assert_eq!(keys, ["STS.1"]);
}

fn replaces_refused_credentials_and_retries_the_call(transport: Transport) {
    let services = Services::new();
    let client = services.client(transport);
    client.send(&call()).unwrap();
    services.control.is_revoked.store(true, Ordering::SeqCst);
    // The credentials were fetched just now, so they are not fetched again.
    let error = client.send(&call()).unwrap_err();
    assert_eq!(error.api().unwrap().code(), "InvalidAccessKeyId.NotFound");
    assert_eq!(services.fetches(), 1);

    services.machine.clock.forward(10);
    client.send(&call()).unwrap();
    assert_eq!(services.fetches(), 2);
    assert_eq!(services.keys(), ["STS.1", "STS.1", "STS.1", "STS.2"]);
}

fn fast_clock_does_not_extend_credentials(transport: Transport) {
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
    // The session measures the clock error with the first call and retries it with the same
    // credentials.
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
