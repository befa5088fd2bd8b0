//! What outlives the call that starts it.

use std::{fmt, time::Duration};

use http::HeaderValue;

use super::{Clock, Machine, Step};
use crate::{error::TransportError, request::Response, trace::Subscriber};

/// A machine that one call starts on behalf of others, such as renewing shared credentials. It doesn't
/// end with the call.
///
/// A transport that has threads or a runtime takes a task to its end apart from the call
/// ([`detached`](Self::detached)). Where that isn't possible, the call does it on the way
/// ([`inline`](Self::inline)).
pub struct Task {
    machine: Box<dyn Machine<Output = ()> + Send>,
    call: Clock,
    subscriber: Subscriber,
}

impl Task {
    /// A task that `machine` does within limits of its own. `call` is the clock of the call that
    /// starts it. Events of `tracing` go to the subscriber that the call has.
    pub fn new(machine: impl Machine<Output = ()> + Send + 'static, call: Clock) -> Self {
        Self {
            machine: Box::new(machine),
            call,
            subscriber: Subscriber::current(),
        }
    }

    /// Sets what the requests say of the application, unless that is set already.
    pub(crate) fn or_user_agent(mut self, text: Option<&HeaderValue>) -> Self {
        if let Some(text) = text {
            self.machine = Box::new(Named {
                machine: self.machine,
                user_agent: text.clone(),
            });
        }
        self
    }

    /// The task for a driver of its own, which outlives the call.
    #[must_use]
    pub fn detached(self) -> impl Machine<Output = ()> + Send + 'static {
        Detached {
            machine: self.machine,
            subscriber: self.subscriber,
        }
    }

    /// The task for the driver of the call. It ends, done or not, when the call's time is over.
    #[must_use]
    pub fn inline(self) -> impl Machine<Output = ()> + Send + 'static {
        Inline {
            machine: Some(self.machine),
            call: self.call,
        }
    }
}

impl fmt::Debug for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Task")
            .field("call", &self.call)
            .finish_non_exhaustive()
    }
}

/// A machine whose requests name the application.
struct Named {
    machine: Box<dyn Machine<Output = ()> + Send>,
    user_agent: HeaderValue,
}

impl Machine for Named {
    type Output = ();

    fn step(&mut self) -> Step<()> {
        self.machine.step().or_user_agent(Some(&self.user_agent))
    }

    fn receive(&mut self, outcome: Result<Response, TransportError>) {
        self.machine.receive(outcome);
    }
}

struct Detached {
    machine: Box<dyn Machine<Output = ()> + Send>,
    subscriber: Subscriber,
}

impl Machine for Detached {
    type Output = ();

    fn step(&mut self) -> Step<()> {
        self.subscriber.with(|| self.machine.step())
    }

    fn receive(&mut self, outcome: Result<Response, TransportError>) {
        self.subscriber.with(|| self.machine.receive(outcome));
    }
}

struct Inline {
    /// `None` once the call's time is over.
    machine: Option<Box<dyn Machine<Output = ()> + Send>>,
    call: Clock,
}

impl Machine for Inline {
    type Output = ();

    fn step(&mut self) -> Step<()> {
        let remaining = self.call.remaining();
        if remaining == Some(Duration::ZERO) {
            self.machine = None;
        }
        match &mut self.machine {
            Some(machine) => machine.step().within(remaining),
            None => Step::Done(()),
        }
    }

    fn receive(&mut self, outcome: Result<Response, TransportError>) {
        if let Some(machine) = &mut self.machine {
            machine.receive(outcome);
        }
    }
}
