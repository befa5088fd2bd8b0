use alicloud::Anonymous;

use super::*;

fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

/// A cache with test helpers that take times in seconds.
#[derive(Default)]
struct Story(Cache);

/// The action of a call that begins at `now`, while no work of an earlier fetch runs.
fn turn(cache: &mut Cache, now: SystemTime) -> Turn {
    let renewals = cache.renewals();
    cache.turn(now, false, renewals)
}

fn name(turn: &Turn) -> &'static str {
    match turn {
        Turn::Ready => "ready",
        Turn::Fetch { is_ahead: true, .. } => "fetch ahead",
        Turn::Fetch { .. } => "fetch",
        Turn::Wait => "wait",
        Turn::Fail(..) => "fail",
    }
}

impl Story {
    fn turn(&mut self, now: u64) -> &'static str {
        name(&turn(&mut self.0, at(now)))
    }

    /// The action of a call while work of an earlier fetch still runs.
    fn turn_while_working(&mut self, now: u64) -> &'static str {
        let renewals = self.0.renewals();
        name(&self.0.turn(at(now), true, renewals))
    }

    /// Ends the running fetch with credentials.
    fn fetched(&mut self, id: &str, now: u64, expires_at: Option<u64>) {
        let number = self.0.leases;
        assert!(self.fetched_under(number, id, now, expires_at));
        self.0.release(number);
    }

    fn fetched_under(&mut self, number: u64, id: &str, now: u64, expires_at: Option<u64>) -> bool {
        let lifetime = expires_at.map(|time| Duration::from_secs(time - now));
        let signer = Arc::new(Anonymous);
        self.0.hold(number, id, signer, lifetime, at(now))
    }

    fn failed(&mut self, now: u64) {
        let number = self.0.leases;
        self.fail_under(number, now);
        self.0.release(number);
    }

    fn fail_under(&mut self, number: u64, now: u64) {
        let error = Arc::new(ProviderError::Stalled);
        self.0.fail(number, error, at(now));
    }

    fn id(&self) -> Option<&str> {
        Some(&self.0.held.as_ref()?.access_key_id)
    }
}

#[test]
fn other_calls_wait_until_the_fetch_of_the_first_call_ends() {
    let mut story = Story::default();
    assert_eq!(story.turn(0), "fetch");
    assert_eq!(story.turn(0), "wait");
    assert_eq!(story.turn(1), "wait");
    story.failed(1);
    assert_eq!(story.turn(1), "fail");
    assert_eq!(story.turn(2), "fetch");
    // The first fetch can't end the second fetch.
    story.0.release(1);
    assert_eq!(story.turn(2), "wait");
    story.fetched("a", 2, None);
    assert_eq!(story.turn(2), "ready");
    assert_eq!(story.turn(1_000_000_000), "ready");
}

#[test]
fn replaces_a_fetch_after_its_timeout() {
    let mut story = Story::default();
    assert_eq!(story.turn(1000), "fetch");
    assert_eq!(story.turn(1119), "wait");
    assert_eq!(story.turn(1120), "fetch");
    assert_eq!(story.turn(1121), "wait");
    // The clock was set back by more than the timeout of the fetch.
    assert_eq!(story.turn(5), "fetch");
}

#[test]
fn ignores_the_result_of_a_replaced_fetch() {
    let mut story = Story::default();
    assert_eq!(story.turn(1000), "fetch");
    assert_eq!(story.turn(1120), "fetch");
    assert!(!story.fetched_under(1, "late", 1121, None));
    story.fail_under(1, 1121);
    assert_eq!(story.id(), None);
    assert_eq!(story.turn(1121), "wait");
    story.fetched("new", 1122, None);
    // The result of the replaced fetch is also ignored after the newer fetch has ended.
    assert!(!story.fetched_under(1, "later", 1123, Some(1124)));
    story.fail_under(1, 1123);
    assert_eq!(story.id(), Some("new"));
    assert_eq!(story.turn(2000), "ready");
}

#[test]
fn a_failure_reports_the_remaining_backoff() {
    let mut story = Story::default();
    story.turn(0);
    story.failed(0);
    let later = at(0) + Duration::from_millis(400);
    let Turn::Fail(_, left) = turn(&mut story.0, later) else {
        panic!("the backoff was ignored")
    };
    assert_eq!(left, Duration::from_millis(600));
    // The clock of the cache may be a few milliseconds behind, so the backoff seems not to be over
    // yet.
    let almost = at(0) + Duration::from_millis(989);
    assert_eq!(name(&turn(&mut story.0, almost)), "fail");
    let early = at(0) + Duration::from_millis(991);
    let Turn::Fetch { number: 2, .. } = turn(&mut story.0, early) else {
        panic!("no fetch was started")
    };
}

#[test]
fn renews_180_s_before_expiration_while_other_calls_continue() {
    let mut story = Story::default();
    story.turn(0);
    story.fetched("a", 0, Some(3600));
    assert_eq!(story.turn(3419), "ready");
    assert_eq!(story.turn(3420), "fetch ahead");
    assert_eq!(story.turn(3420), "ready");
    assert_eq!(story.turn(3430), "ready");
    story.fetched("b", 3430, Some(7200));
    assert_eq!(story.turn(3600), "ready");
    assert_eq!(story.turn(7020), "fetch ahead");
}

#[test]
fn does_not_renew_short_lived_credentials_with_every_call() {
    let mut story = Story::default();
    story.turn(0);
    story.fetched("a", 0, Some(100));
    assert_eq!(story.turn(74), "ready");
    assert_eq!(story.turn(75), "fetch ahead");
    // The source returns the same credentials again.
    story.fetched("a", 75, Some(100));
    assert_eq!(story.turn(93), "ready");
    assert_eq!(story.turn(94), "fetch ahead");
}

#[test]
fn uses_old_credentials_until_they_expire_if_renewal_fails() {
    let mut story = Story::default();
    story.turn(0);
    story.fetched("a", 0, Some(3600));
    assert_eq!(story.turn(3500), "fetch ahead");
    story.failed(3500);
    assert_eq!(story.turn(3500), "ready");
    assert_eq!(story.turn(3501), "fetch ahead");
    story.failed(3599);
    assert_eq!(story.turn(3599), "ready");
    assert_eq!(story.turn(3600), "fail");
    // The time of the next call is earlier than the time of the previous call.
    assert_eq!(story.turn(3598), "ready");
    assert_eq!(story.turn(3601), "fetch");
    assert_eq!(story.turn(3601), "wait");
    assert_eq!(story.turn(3600), "wait");
}

#[test]
fn doubles_the_backoff_up_to_32_s_and_resets_it_after_a_success() {
    let mut story = Story::default();
    let mut now = 0;
    for pause in [1, 2, 4, 8, 16, 32, 32] {
        assert_eq!(story.turn(now), "fetch", "{pause}");
        story.failed(now);
        assert_eq!(story.turn(now + pause - 1), "fail", "{pause}");
        now += pause;
    }
    story.turn(now);
    story.fetched("a", now, Some(now + 10));
    assert_eq!(story.turn(now + 10), "fetch");
    story.failed(now + 10);
    assert_eq!(story.turn(now + 11), "fetch");
}

#[test]
fn replaces_refused_credentials_that_are_at_least_10_s_old() {
    let mut story = Story::default();
    assert!(!story.0.refused(at(0)), "there are no credentials yet");
    story.turn(0);
    story.fetched("a", 0, None);
    assert!(!story.0.refused(at(9)), "the credentials are too young");
    assert_eq!(story.turn(9), "ready");
    assert!(story.0.refused(at(10)));
    // The refused credentials still sign running calls, so that no request is unsigned.
    assert!(story.0.signer().is_some());
    assert_eq!(story.turn(10), "fetch");
    assert_eq!(story.turn(10), "wait");
    story.fetched("b", 10, None);
    // If the server refuses the old credentials late, the call is repeated with the new
    // credentials.
    assert!(story.0.refused(at(11)));
    assert_eq!(story.turn(11), "ready");
}

#[test]
fn does_not_replace_young_credentials_that_were_refused_before() {
    let mut story = Story::default();
    story.turn(0);
    story.fetched("a", 0, None);
    assert!(story.0.refused(at(10)));
    assert_eq!(story.turn(10), "fetch");
    story.fetched("a", 10, None);
    assert!(!story.0.refused(at(11)));
    assert_eq!(story.turn(11), "ready");
}

#[test]
fn fails_if_refused_credentials_cannot_be_replaced() {
    let mut story = Story::default();
    story.turn(0);
    story.fetched("a", 0, Some(3600));
    assert!(story.0.refused(at(10)));
    assert_eq!(story.turn(10), "fetch");
    story.failed(10);
    assert_eq!(story.turn(10), "fail");
    assert_eq!(story.turn(11), "fetch");
}

/// The work can be a read from an unresponsive disk, where another thread would hang too.
#[test]
fn starts_no_fetch_while_work_of_an_earlier_fetch_hangs() {
    let mut story = Story::default();
    story.turn(0);
    story.failed(120);
    assert_eq!(story.turn_while_working(1000), "fail");
    assert_eq!(story.turn(1000), "fetch");
    // The fetch hangs beyond its timeout.
    assert_eq!(story.turn_while_working(1119), "wait");
    assert_eq!(story.turn_while_working(1120), "fail");
    assert_eq!(story.turn_while_working(2000), "fail");
    assert_eq!(story.turn(2000), "fetch");
    story.fetched("a", 2000, Some(5600));
    assert_eq!(story.turn(5500), "fetch ahead");
    story.failed(5500);
    assert_eq!(story.turn_while_working(5599), "ready");
    assert_eq!(story.turn_while_working(5600), "fail");
}

/// Another fetch would return the same credentials.
#[test]
fn uses_credentials_fetched_for_a_call_even_if_they_have_expired() {
    let mut story = Story::default();
    assert_eq!(story.turn(0), "fetch");
    story.fetched("a", 10, Some(10));
    assert_eq!(name(&story.0.turn(at(11), false, 0)), "ready");
    assert_eq!(story.turn(11), "fetch");
}
