use alicloud::Anonymous;
use alicloud_sign::Credentials;

use super::*;

fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

/// What happens to a state, second by second.
#[derive(Default)]
struct Story(State);

impl Story {
    fn turn(&mut self, now: u64) -> &'static str {
        match self.0.turn(at(now)) {
            Turn::Ready => "ready",
            Turn::Fetch(_) => "fetch",
            Turn::Wait => "wait",
            Turn::Fail(_) => "fail",
        }
    }

    /// The one that fetches is done.
    fn fetched(&mut self, id: &str, now: u64, expires_at: Option<u64>) {
        let mut fetched = Fetched::new(Credentials::new(id, "secret"));
        fetched.expires_at = expires_at.map(at);
        let signer = Arc::new(Anonymous);
        self.0.hold(&fetched, signer, at(now), at(now));
        self.0.release(self.0.leases);
    }

    fn failed(&mut self, now: u64) {
        self.0.fail(Arc::new(ProviderError::Stalled), at(now));
        self.0.release(self.0.leases);
    }
}

#[test]
fn the_first_fetches_and_the_others_wait_until_it_is_done_or_gives_up() {
    let mut story = Story::default();
    assert_eq!(story.turn(0), "fetch");
    assert_eq!(story.turn(0), "wait");
    assert_eq!(story.turn(1), "wait");
    // Dropped without an outcome.
    story.0.release(1);
    assert_eq!(story.turn(1), "fetch");
    // The first can't take away what is the second's.
    story.0.release(1);
    assert_eq!(story.turn(1), "wait");
    story.fetched("a", 2, None);
    assert_eq!(story.turn(2), "ready");
    assert_eq!(story.turn(1_000_000_000), "ready");
}

#[test]
fn a_lead_that_never_ends_loses_its_place() {
    let mut story = Story::default();
    assert_eq!(story.turn(1000), "fetch");
    assert_eq!(story.turn(1119), "wait");
    assert_eq!(story.turn(1120), "fetch");
    assert_eq!(story.turn(1121), "wait");
    // The clock was set back.
    assert_eq!(story.turn(5), "fetch");
}

#[test]
fn renewal_begins_180_s_ahead_and_the_others_go_on() {
    let mut story = Story::default();
    story.turn(0);
    story.fetched("a", 0, Some(3600));
    assert_eq!(story.turn(3419), "ready");
    assert_eq!(story.turn(3420), "fetch");
    assert_eq!(story.turn(3420), "ready");
    assert_eq!(story.turn(3430), "ready");
    story.fetched("b", 3430, Some(7200));
    assert_eq!(story.turn(3600), "ready");
    assert_eq!(story.turn(7020), "fetch");
}

#[test]
fn short_lived_credentials_are_not_renewed_with_every_call() {
    let mut story = Story::default();
    story.turn(0);
    story.fetched("a", 0, Some(100));
    assert_eq!(story.turn(74), "ready");
    assert_eq!(story.turn(75), "fetch");
    // The source has nothing newer.
    story.fetched("a", 75, Some(100));
    assert_eq!(story.turn(93), "ready");
    assert_eq!(story.turn(94), "fetch");
}

#[test]
fn old_credentials_serve_while_renewing_fails_and_no_longer_than_they_are_valid() {
    let mut story = Story::default();
    story.turn(0);
    story.fetched("a", 0, Some(3600));
    assert_eq!(story.turn(3500), "fetch");
    story.failed(3500);
    assert_eq!(story.turn(3500), "ready");
    assert_eq!(story.turn(3501), "fetch");
    story.failed(3599);
    assert_eq!(story.turn(3599), "ready");
    assert_eq!(story.turn(3600), "fail");
    // A call that is a little behind.
    assert_eq!(story.turn(3598), "ready");
    assert_eq!(story.turn(3601), "fetch");
    assert_eq!(story.turn(3601), "wait");
    assert_eq!(story.turn(3600), "wait");
}

#[test]
fn pauses_double_up_to_32_s_and_begin_anew_after_a_success() {
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
fn refused_credentials_are_replaced_once_they_are_10_s_old() {
    let mut story = Story::default();
    assert!(!story.0.refused(at(0)), "there are none");
    story.turn(0);
    story.fetched("a", 0, None);
    assert!(!story.0.refused(at(9)), "no others may be had so soon");
    assert_eq!(story.turn(9), "ready");
    assert!(story.0.refused(at(10)));
    // They still sign what is under way, so that nothing goes out unsigned.
    assert!(story.0.signer().is_some());
    assert_eq!(story.turn(10), "fetch");
    assert_eq!(story.turn(10), "wait");
    story.fetched("b", 10, None);
    // Refusals of the first ones still come in, and the repeated calls have the new ones.
    assert!(story.0.refused(at(11)));
    assert_eq!(story.turn(11), "ready");
}

#[test]
fn refused_credentials_that_come_again_are_not_replaced_before_their_time() {
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
fn refused_credentials_do_not_serve_when_no_others_can_be_had() {
    let mut story = Story::default();
    story.turn(0);
    story.fetched("a", 0, Some(3600));
    assert!(story.0.refused(at(10)));
    assert_eq!(story.turn(10), "fetch");
    story.failed(10);
    assert_eq!(story.turn(10), "fail");
    assert_eq!(story.turn(11), "fetch");
}
