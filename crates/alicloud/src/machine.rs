//! State machines without I/O, for driving calls by hand and for signers that fetch credentials.

mod clock;
mod task;
mod work;

use std::time::Duration;

use http::HeaderValue;

pub use self::{clock::Clock, task::Task, work::Work};
use crate::{
    error::TransportError,
    request::{Request, Response},
};

/// A computation that needs I/O but performs no I/O itself. [`step`](Self::step) returns the next
/// step for the driver, and [`receive`](Self::receive) takes the outcome of a request.
///
/// A call ([`Exchange`](crate::Exchange)) is a machine. Signers also fetch credentials with
/// machines. [`drive`](crate::transport::drive) and [`blocking::drive`](crate::blocking::drive) run
/// a machine over a transport until the machine ends.
pub trait Machine {
    /// The type of the result in [`Step::Done`].
    type Output;

    /// Returns the next step for the driver.
    fn step(&mut self) -> Step<Self::Output>;

    /// Takes the outcome of the request in the latest [`Step::Send`].
    fn receive(&mut self, outcome: Result<Response, TransportError>);
}

impl<M: Machine + ?Sized> Machine for &mut M {
    type Output = M::Output;

    fn step(&mut self) -> Step<M::Output> {
        (**self).step()
    }

    fn receive(&mut self, outcome: Result<Response, TransportError>) {
        (**self).receive(outcome);
    }
}

impl<M: Machine + ?Sized> Machine for Box<M> {
    type Output = M::Output;

    fn step(&mut self) -> Step<M::Output> {
        (**self).step()
    }

    fn receive(&mut self, outcome: Result<Response, TransportError>) {
        (**self).receive(outcome);
    }
}

/// The next step for the driver of a [`Machine`].
#[derive(Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "a step is matched at once, and a box would cost an allocation"
)]
#[expect(clippy::exhaustive_enums, reason = "a driver must handle every step")]
pub enum Step<T> {
    /// Send this request, and pass the outcome to [`Machine::receive`].
    Send(Request),
    /// Wait for this duration, then ask for the next step.
    Wait(Duration),
    /// Run this work, which may block, then ask for the next step.
    Run(Work),
    /// Start this task, then ask for the next step without waiting for the task.
    Spawn(Task),
    /// The machine has ended with this output.
    Done(T),
}

impl<T> Step<T> {
    /// Limits the duration of a request, a wait or work to `remaining`. `None` sets no limit.
    ///
    /// A [`Spawn`](Self::Spawn) step stays unchanged, because a task limits its own duration.
    #[must_use]
    pub fn within(self, remaining: Option<Duration>) -> Self {
        let Some(remaining) = remaining else {
            return self;
        };
        match self {
            Self::Send(request) => Self::Send(request.with_remaining(remaining)),
            Self::Wait(pause) => Self::Wait(pause.min(remaining)),
            Self::Run(work) => Self::Run(work.within(remaining)),
            other => other,
        }
    }

    /// Sets `text` as the application's part of the `User-Agent` header in the step's requests. A
    /// request that already has this part stays unchanged.
    pub(crate) fn or_user_agent(self, text: Option<&HeaderValue>) -> Self {
        match self {
            Self::Send(request) => Self::Send(request.or_user_agent(text)),
            Self::Spawn(task) => Self::Spawn(task.or_user_agent(text)),
            other => other,
        }
    }

    /// Converts the step for a machine with another output type, such as a machine that contains
    /// this machine.
    ///
    /// # Errors
    ///
    /// The machine has ended, and the error is its output.
    pub fn pending<U>(self) -> Result<Step<U>, T> {
        match self {
            Self::Send(request) => Ok(Step::Send(request)),
            Self::Wait(pause) => Ok(Step::Wait(pause)),
            Self::Run(work) => Ok(Step::Run(work)),
            Self::Spawn(task) => Ok(Step::Spawn(task)),
            Self::Done(output) => Err(output),
        }
    }
}

/// A machine that is being driven, and the tasks that the transport doesn't run.
pub(crate) struct Drive<M> {
    machine: M,
    /// The unfinished tasks. The machine started the first task, and each task started the
    /// following task.
    tasks: Vec<Box<dyn Machine<Output = ()> + Send>>,
}

impl<M: Machine> Drive<M> {
    pub(crate) fn new(machine: M) -> Self {
        Self {
            machine,
            tasks: Vec::new(),
        }
    }

    /// Runs `task` before the next step of the machine, because the transport doesn't run the task.
    pub(crate) fn take_back(&mut self, task: Task) {
        self.tasks.push(Box::new(task.inline()));
    }
}

impl<M: Machine> Machine for Drive<M> {
    type Output = M::Output;

    fn step(&mut self) -> Step<M::Output> {
        while let Some(task) = self.tasks.last_mut() {
            match task.step().pending() {
                Ok(step) => return step,
                Err(()) => drop(self.tasks.pop()),
            }
        }
        self.machine.step()
    }

    fn receive(&mut self, outcome: Result<Response, TransportError>) {
        match self.tasks.last_mut() {
            Some(task) => task.receive(outcome),
            None => self.machine.receive(outcome),
        }
    }
}
