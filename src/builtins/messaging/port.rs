//! Message ports: the two ends of a channel, each with a queue of what is to arrive there. An end belongs to one thread at a
//! time, where a JavaScript `MessagePort` stands for it, and can travel to another in a message.

use super::foreign;
use super::keys::port_key;
use super::message::{self, Message};
use crate::event_loop::{KeepAlive, Poster};
use crate::runtime::{CallContext, Runtime, provider, warning};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::ops::Bound;
use std::rc::Rc;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

#[derive(Default)]
struct End {
    queue: VecDeque<Message>,
    receiver: Option<Receiver>,
}

/// Where arrivals are told: the loop of the thread, and the number of the JavaScript object there.
#[derive(Clone)]
struct Receiver {
    poster: Poster,
    ready: Arc<Ready>,
    id: u32,
}

/// The ports of a thread that have something to deliver. They do so in the order of their making, whichever was told first: as libuv goes
/// through its handles.
#[derive(Default)]
struct Ready(Mutex<BTreeSet<u32>>);

impl Ready {
    fn list(&self) -> MutexGuard<'_, BTreeSet<u32>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the first one after `last` and up to `newest`.
    fn next(&self, last: u32, newest: u32) -> Option<u32> {
        let mut list = self.list();
        let id = *list.range((Bound::Excluded(last), Bound::Unbounded)).next().filter(|id| **id <= newest)?;
        list.remove(&id);
        Some(id)
    }
}

impl Receiver {
    fn tell(&self) {
        let is_first = {
            let mut list = self.ready.list();
            let is_first = list.is_empty();
            list.insert(self.id);
            is_first
        };
        if is_first {
            self.poster.post(deliver_all);
        }
    }
}

#[derive(Default)]
struct Channel {
    ends: [Mutex<End>; 2],
    closed: Mutex<bool>,
}

/// One end of a channel: what travels.
#[derive(Clone)]
pub struct Port(Arc<OwnEnd>);

/// What all handles to one end share. The channel is closed when they are gone: with the thread that has the end, or with a message
/// that never arrives.
struct OwnEnd {
    channel: Arc<Channel>,
    side: usize,
}

impl Drop for OwnEnd {
    fn drop(&mut self) {
        let unread = std::mem::take(&mut self.channel.end(self.side).queue);
        // With no lock held: messages own ends of other channels.
        drop(unread);
        self.channel.close();
    }
}

/// Messages that one turn of the loop delivers at most, unless more were there when it began.
const BATCH: usize = 1000;

impl Channel {
    fn end(&self, side: usize) -> MutexGuard<'_, End> {
        self.ends[side].lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_closed(&self) -> bool {
        *self.closed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The end that is left hears of it after what was sent before.
    fn close(&self) {
        *self.closed.lock().unwrap_or_else(PoisonError::into_inner) = true;
        for side in [0, 1] {
            if let Some(receiver) = &self.end(side).receiver {
                receiver.tell();
            }
        }
    }
}

/// What became of a message.
pub enum Posted {
    Sent,
    Closed,
    ToItself,
}

impl Port {
    pub fn pair() -> (Self, Self) {
        let channel = Arc::<Channel>::default();
        let port = |side| Self(Arc::new(OwnEnd { channel: channel.clone(), side }));
        (port(0), port(1))
    }

    fn own_end(&self) -> MutexGuard<'_, End> {
        self.0.channel.end(self.0.side)
    }

    pub fn is_closed(&self) -> bool {
        self.0.channel.is_closed()
    }

    /// Sends to the other end. What is sent to a closed channel is dropped, and so is what holds that other end itself: nobody could
    /// ever receive it, and the channel would own itself.
    pub fn post(&self, message: Message) -> Posted {
        if self.is_closed() {
            return Posted::Closed;
        }
        if message.holds(&|port| Arc::ptr_eq(&port.0.channel, &self.0.channel)) {
            return Posted::ToItself;
        }
        let to_tell = {
            let mut other = self.0.channel.end(1 - self.0.side);
            other.queue.push_back(message);
            if other.queue.len() == 1 { other.receiver.clone() } else { None }
        };
        // With no lock held: it wakes the other thread, which comes for the message.
        if let Some(receiver) = to_tell {
            receiver.tell();
        }
        Posted::Sent
    }

    fn receive(&self) -> Option<Message> {
        self.own_end().queue.pop_front()
    }

    fn set_receiver(&self, receiver: Option<Receiver>) {
        let mut end = self.own_end();
        end.receiver = receiver;
        if let Some(receiver) = &end.receiver
            && (!end.queue.is_empty() || self.is_closed())
        {
            receiver.tell();
        }
    }

    fn close(&self) {
        self.0.channel.close();
    }
}

/// The ports that have a JavaScript object on this thread.
#[derive(Default)]
pub struct Ports {
    next: Cell<u32>,
    ready: Arc<Ready>,
    attached: RefCell<BTreeMap<u32, Rc<Attached>>>,
    /// `function (id)`: makes the JavaScript object of a port.
    make: RefCell<Option<v8::Global<v8::Function>>>,
    /// `function (port, message, ports)`
    emit: RefCell<Option<v8::Global<v8::Function>>>,
    /// `function (port)`
    emit_close: RefCell<Option<v8::Global<v8::Function>>>,
    /// `function (port, error)`
    emit_error: RefCell<Option<v8::Global<v8::Function>>>,
}

impl Ports {
    fn receiver(&self, runtime: &Runtime, id: u32) -> Receiver {
        Receiver { poster: runtime.event_loop().poster(), ready: self.ready.clone(), id }
    }
}

struct Attached {
    /// `None` once it has been sent away.
    port: RefCell<Option<Port>>,
    object: v8::Global<v8::Object>,
    alive: KeepAlive,
    started: Cell<bool>,
    /// Nothing is delivered any more; the object is told of its end in the closing phase of the turn.
    closing: Cell<bool>,
    context: CallContext,
    /// The context that it was moved to.
    foreign: Option<v8::Global<v8::Context>>,
}

pub fn is_port(scope: &v8::PinScope<'_, '_>, object: v8::Local<'_, v8::Object>) -> bool {
    object.has_private(scope, port_key(scope)) == Some(true)
}

fn id_of(scope: &v8::PinScope<'_, '_>, object: v8::Local<'_, v8::Object>) -> Option<u32> {
    let id = object.get_private(scope, port_key(scope))?;
    v8::Local::<v8::Uint32>::try_from(id).ok().map(|id| id.value())
}

fn attached(scope: &v8::PinScope<'_, '_>, object: v8::Local<'_, v8::Object>) -> Option<(u32, Rc<Attached>)> {
    let id = id_of(scope, object)?;
    let ports = Runtime::current(scope).state::<Ports>();
    let attached = ports.attached.borrow().get(&id).cloned();
    attached.map(|attached| (id, attached))
}

/// The same for an object whose port is still here and open.
fn open(scope: &v8::PinScope<'_, '_>, object: v8::Local<'_, v8::Object>) -> Option<(u32, Rc<Attached>)> {
    attached(scope, object).filter(|(_, attached)| !attached.closing.get())
}

/// Whether the object's port has travelled elsewhere or is closed, or about to be.
pub fn is_detached(scope: &v8::PinScope<'_, '_>, object: v8::Local<'_, v8::Object>) -> bool {
    open(scope, object).is_none()
}

/// Takes a port away from its JavaScript object, to travel. For the object that is its end.
pub fn detach(scope: &v8::PinScope<'_, '_>, object: v8::Local<'_, v8::Object>) -> Option<Port> {
    let (id, attached) = open(scope, object)?;
    let port = attached.port.take()?;
    port.set_receiver(None);
    attached.begin_close(scope, id);
    Some(port)
}

/// Makes the JavaScript object of a port that has arrived here. `None`: an exception is pending.
pub fn attach<'s>(scope: &mut v8::PinScope<'s, '_>, port: Port) -> Option<v8::Local<'s, v8::Object>> {
    let runtime = Runtime::current(scope);
    // The module hands its functions over (`setup`) when it is loaded.
    runtime.realm().require(scope, "internal/worker/io")?;
    let ports = runtime.state::<Ports>();
    let here = scope.get_current_context();
    let foreign = (v8::Local::new(scope, runtime.context()) != here).then(|| v8::Global::new(scope, here));
    let object = match foreign {
        Some(_) => foreign::make_port(scope)?,
        None => {
            let make = ports.make.borrow().as_ref().map(|make| v8::Local::new(scope, make))?;
            let receiver = v8::undefined(scope).into();
            make.call(scope, receiver, &[])?.try_into().ok()?
        }
    };
    let id = ports.next.get() + 1;
    ports.next.set(id);
    let number = v8::Integer::new_from_unsigned(scope, id);
    object.set_private(scope, port_key(scope), number.into())?;
    message::mark_port(scope, object);
    let alive = runtime.event_loop().keep_alive("MessagePort");
    if foreign.is_none() {
        alive.unref();
    }
    port.set_receiver(Some(ports.receiver(&runtime, id)));
    let context = CallContext::of_handle(scope, provider::MESSAGE_PORT, object);
    let object_handle = v8::Global::new(scope, object);
    let attached = Attached {
        port: RefCell::new(Some(port)),
        object: object_handle,
        alive,
        started: Cell::new(false),
        closing: Cell::new(false),
        context,
        foreign,
    };
    ports.attached.borrow_mut().insert(id, Rc::new(attached));
    Some(object)
}

/// Lets each port that has something deliver it. What is told meanwhile to a port that had its turn, or that is made meanwhile, waits for
/// the next turn of the loop.
fn deliver_all(scope: &mut v8::PinScope<'_, '_>) {
    let runtime = Runtime::current(scope);
    let ports = runtime.state::<Ports>();
    let (ready, newest) = (ports.ready.clone(), ports.next.get());
    let mut last = 0;
    while let Some(id) = ready.next(last, newest) {
        last = id;
        deliver(scope, id);
        if runtime.event_loop().is_stopping() {
            return;
        }
    }
    if !ready.list().is_empty() {
        runtime.event_loop().poster().post(deliver_all);
    }
}

/// Delivers what has arrived at a port, then, when the channel is closed, its end.
fn deliver(scope: &mut v8::PinScope<'_, '_>, id: u32) {
    let runtime = Runtime::current(scope);
    let ports = runtime.state::<Ports>();
    let attached = ports.attached.borrow().get(&id).filter(|attached| !attached.closing.get()).cloned();
    let Some(attached) = attached else { return };
    let limit = attached.queued().max(BATCH);
    for _ in 0..limit {
        // A listener may have stopped the port or sent it away. When it has closed it, the rest of what is there comes all the same.
        let message = match attached.next() {
            Next::Message(message) => message,
            Next::End if !attached.closing.get() => return attached.begin_close(scope, id),
            Next::Nothing | Next::End => return,
        };
        let emitted = {
            v8::scope!(let scope, scope);
            emit_message(scope, &ports, &attached, message)
        };
        // The loop's callback scope is around the batch: what one message leads to comes before the next. After an error that was
        // handled, the next waits for the immediates.
        if emitted.and_then(|()| runtime.drain_ticks(scope)).is_none() {
            break;
        }
    }
    ports.receiver(&runtime, id).tell();
}

fn emit_message(scope: &mut v8::PinScope<'_, '_>, ports: &Ports, attached: &Attached, message: Message) -> Option<()> {
    let object = v8::Local::new(scope, &attached.object);
    let problem = {
        v8::tc_scope!(let tc, scope);
        match attached.read(tc, message) {
            Some(read) => Ok(read),
            None => Err(tc.exception().map(|exception| v8::Global::new(tc, exception))),
        }
    };
    let undefined: v8::Local<v8::Value> = v8::undefined(scope).into();
    let (kind, data, arrived) = match problem {
        Ok((value, arrived)) => ("message", value, Some(v8::Local::<v8::Value>::from(arrived))),
        Err(error) => ("messageerror", error.map_or(undefined, |error| v8::Local::new(scope, error)), None),
    };
    if let Some(context) = &attached.foreign {
        let context = v8::Local::new(scope, context);
        let scope = &mut v8::ContextScope::new(scope, context);
        let arrived = arrived.unwrap_or_else(|| v8::Array::new(scope, 0).into());
        let Some((handler, event)) = foreign::event_for(scope, object, kind, data, arrived) else { return Some(()) };
        return attached.context.call(scope, handler, object.into(), &[event.into()]).map(drop);
    }
    match arrived {
        Some(arrived) => attached.call(scope, &ports.emit, &[object.into(), data, arrived]),
        None => attached.call(scope, &ports.emit_error, &[object.into(), data]),
    }
}

/// What is at the head of a port's queue.
enum Next {
    Message(Message),
    Nothing,
    /// The other end is gone.
    End,
}

impl Attached {
    fn queued(&self) -> usize {
        self.port.borrow().as_ref().map_or(0, |port| port.own_end().queue.len())
    }

    /// Takes what can be delivered. Before the port is started messages wait; that the channel was closed is told when none is in
    /// the way.
    fn next(&self) -> Next {
        let port = self.port.borrow();
        let Some(port) = port.as_ref() else { return Next::Nothing };
        // Looked at first: what was sent before the end is in the queue by then.
        let closed = port.is_closed();
        let message = {
            let mut end = port.own_end();
            if !self.started.get() && !end.queue.is_empty() {
                return Next::Nothing;
            }
            end.queue.pop_front()
        };
        match message {
            Some(message) => Next::Message(message),
            None if closed => Next::End,
            None => Next::Nothing,
        }
    }

    /// The value of a message in the context that the port is in. `None`: an exception is pending.
    fn read<'s>(
        &self,
        scope: &mut v8::PinScope<'s, '_>,
        message: Message,
    ) -> Option<(v8::Local<'s, v8::Value>, v8::Local<'s, v8::Array>)> {
        let Some(context) = &self.foreign else { return message::deserialize(scope, message) };
        let context = v8::Local::new(scope, context);
        let scope = &mut v8::ContextScope::new(scope, context);
        message::deserialize(scope, message)
    }

    /// Nothing is delivered from here on. In the closing phase of the turn the channel is closed, unless the port has been sent away,
    /// and the object told.
    fn begin_close(&self, scope: &v8::PinScope<'_, '_>, id: u32) {
        self.alive.ref_();
        self.closing.set(true);
        if let Some(port) = &*self.port.borrow() {
            port.set_receiver(None);
        }
        Runtime::current(scope).event_loop().post_close(move |scope| close_attached(scope, id));
    }

    fn call(
        &self,
        scope: &mut v8::PinScope<'_, '_>,
        function: &RefCell<Option<v8::Global<v8::Function>>>,
        args: &[v8::Local<'_, v8::Value>],
    ) -> Option<()> {
        let function = function.borrow().as_ref().map(|function| v8::Local::new(scope, function))?;
        let receiver = v8::undefined(scope).into();
        self.context.call(scope, function, receiver, args).map(drop)
    }
}

fn close_attached(scope: &mut v8::PinScope<'_, '_>, id: u32) {
    let runtime = Runtime::current(scope);
    let ports = runtime.state::<Ports>();
    let removed = ports.attached.borrow_mut().remove(&id);
    let Some(attached) = removed else { return };
    let port = attached.port.take();
    if let Some(port) = port {
        port.close();
    }
    if attached.foreign.is_none() {
        let object = v8::Local::new(scope, &attached.object);
        attached.call(scope, &ports.emit_close, &[object.into()]);
    }
}

// The functions of `internalBinding('messaging')` that work on ports.

fn object_arg<'s>(args: &v8::FunctionCallbackArguments<'s>) -> Option<v8::Local<'s, v8::Object>> {
    args.get(0).try_into().ok()
}

/// `setup(make, emitMessage, emitClose, emitMessageError)`
pub fn setup(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _rv: v8::ReturnValue) {
    let ports = Runtime::current(scope).state::<Ports>();
    for (index, slot) in [&ports.make, &ports.emit, &ports.emit_close, &ports.emit_error].into_iter().enumerate() {
        if let Ok(function) = v8::Local::<v8::Function>::try_from(args.get(index as i32)) {
            *slot.borrow_mut() = Some(v8::Global::new(scope, function));
        }
    }
}

/// `createChannel()`: an array of two ports.
pub fn create_channel(scope: &mut v8::PinScope, _args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let (first, second) = Port::pair();
    if let Some(first) = attach(scope, first)
        && let Some(second) = attach(scope, second)
    {
        rv.set(v8::Array::new_with_elements(scope, &[first.into(), second.into()]).into());
    }
}

/// `postMessage(port, value, transferList)`: whether there was somebody to receive it; undefined when the port itself is closed.
pub fn post_message<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    args: v8::FunctionCallbackArguments<'s>,
    mut rv: v8::ReturnValue,
) {
    let Some(object) = object_arg(&args) else { return };
    let list = super::elements(scope, args.get(2));
    let open = open(scope, object);
    let Some(message) = message::serialize(scope, args.get(1), &list, Some(object)) else { return };
    let Some((_, attached)) = open else { return };
    // A getter of the value may have sent the port away: then the message is lost, as in Node.js.
    let posted = attached.port.borrow().as_ref().map(|port| port.post(message));
    rv.set_bool(!matches!(posted, Some(Posted::Closed)));
    if matches!(posted, Some(Posted::ToItself)) {
        warning::emit(scope, "The target port was posted to itself, and the communication channel was lost", &[]);
    }
}

/// `start(port)`: delivers messages from now on.
pub fn start(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _rv: v8::ReturnValue) {
    if let Some(object) = object_arg(&args) {
        start_object(scope, object);
    }
}

pub fn start_object(scope: &v8::PinScope<'_, '_>, object: v8::Local<'_, v8::Object>) {
    let Some((id, attached)) = open(scope, object) else { return };
    attached.started.set(true);
    // Also delivers what has come before.
    if let Some(port) = &*attached.port.borrow() {
        let runtime = Runtime::current(scope);
        port.set_receiver(Some(runtime.state::<Ports>().receiver(&runtime, id)));
    }
}

/// `stop(port)`: keeps messages from now on.
pub fn stop(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _rv: v8::ReturnValue) {
    let Some((_, attached)) = object_arg(&args).and_then(|object| attached(scope, object)) else { return };
    attached.started.set(false);
}

/// `close(port)`: ends the channel in the closing phase of this turn.
pub fn close(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _rv: v8::ReturnValue) {
    if let Some(object) = object_arg(&args) {
        close_object(scope, object);
    }
}

pub fn close_object(scope: &v8::PinScope<'_, '_>, object: v8::Local<'_, v8::Object>) {
    if let Some((id, attached)) = open(scope, object) {
        attached.begin_close(scope, id);
    }
}

pub fn port_ref(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _rv: v8::ReturnValue) {
    if let Some(object) = object_arg(&args) {
        set_referenced(scope, object, true);
    }
}

pub fn port_unref(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _rv: v8::ReturnValue) {
    if let Some(object) = object_arg(&args) {
        set_referenced(scope, object, false);
    }
}

pub fn set_referenced(scope: &v8::PinScope<'_, '_>, object: v8::Local<'_, v8::Object>, referenced: bool) {
    if let Some((_, attached)) = attached(scope, object) {
        if referenced { attached.alive.ref_() } else { attached.alive.unref() }
    }
}

pub fn port_has_ref(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let referenced = object_arg(&args).and_then(|object| is_referenced(scope, object));
    rv.set_bool(referenced == Some(true));
}

/// `None` for an object without a port.
pub fn is_referenced(scope: &v8::PinScope<'_, '_>, object: v8::Local<'_, v8::Object>) -> Option<bool> {
    attached(scope, object).map(|(_, attached)| attached.alive.has_ref())
}

/// `isActive(port)`: whether it is neither closed nor sent away.
pub fn is_active(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let attached = object_arg(&args).and_then(|object| attached(scope, object));
    rv.set_bool(attached.is_some());
}

/// `isDetached(port)`: whether it is closed, or about to be, or sent away.
pub fn is_detached_port(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    rv.set_bool(object_arg(&args).is_none_or(|object| is_detached(scope, object)));
}

/// `receive(port)`: the next message in an array, `undefined` when there is none.
pub fn receive(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Some((_, attached)) = object_arg(&args).and_then(|object| attached(scope, object)) else { return };
    let message = attached.port.borrow().as_ref().and_then(Port::receive);
    let Some(message) = message else { return };
    if let Some((value, _)) = attached.read(scope, message) {
        rv.set(v8::Array::new_with_elements(scope, &[value]).into());
    }
}

/// `isPort(value)`
pub fn is_port_value(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    rv.set_bool(object_arg(&args).is_some_and(|object| is_port(scope, object)));
}
