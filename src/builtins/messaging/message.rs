//! Messages: a value in V8's serialization format with what travels beside it (memory, ports, WebAssembly modules), made on
//! one thread and read on another. HTML's structured clone with transfer.

use super::is_untransferable;
use super::keys::mode_key;
use super::port::{self, Port};
use crate::runtime::Runtime;
use crate::runtime::convert::{string, throw_error};
use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::num::NonZero;
use std::os::fd::{FromRawFd, IntoRawFd, OwnedFd};
use std::sync::Arc;
use v8::{ValueDeserializerHelper, ValueSerializerHelper};

/// A value on its way between two threads, or between two ends on one.
pub struct Message {
    bytes: Vec<u8>,
    array_buffers: Vec<Memory>,
    shared_buffers: Vec<Memory>,
    wasm_modules: Vec<Arc<v8::CompiledWasmModule>>,
    ports: Vec<Port>,
    objects: Vec<PlatformObject>,
}

impl Message {
    /// Whether a port of which `is` is true travels with it.
    pub fn holds(&self, is: &dyn Fn(&Port) -> bool) -> bool {
        self.ports.iter().any(is) || self.objects.iter().any(|object| object.data.holds(is))
    }
}

/// An object that JavaScript itself takes apart and puts together again (`Blob`, `DOMException`, streams).
struct PlatformObject {
    /// `module:export` of what makes the object again.
    info: String,
    data: Message,
    /// What it has given up: closed with a message that nobody reads.
    descriptor: Option<OwnedFd>,
}

#[derive(Clone)]
struct Memory(v8::SharedRef<v8::BackingStore>);

// SAFETY: a backing store's count is atomic and its memory belongs to no isolate; that a transferred one is used by a single
// thread at a time is upheld by detaching the buffer it came from, and sharing is what a shared one is for.
unsafe impl Send for Memory {}

impl Message {
    /// The same for one more reader, of a message that transfers nothing.
    pub fn copy(&self) -> Message {
        let copy_object = |object: &PlatformObject| PlatformObject {
            info: object.info.clone(),
            data: object.data.copy(),
            descriptor: None,
        };
        Message {
            bytes: self.bytes.clone(),
            array_buffers: Vec::new(),
            shared_buffers: self.shared_buffers.clone(),
            wasm_modules: self.wasm_modules.clone(),
            ports: Vec::new(),
            objects: self.objects.iter().map(copy_object).collect(),
        }
    }
}

/// How an object with the mark of `internal/worker/js_transferable` may travel.
const CLONEABLE: i32 = 2;
const TRANSFERABLE: i32 = 1;

const DETACHED_PORT: &str = "MessagePort in transfer list is already detached";
const UNSUPPORTED: &str = "Cannot transfer object of unsupported type.";
const UNCLONEABLE: &str = "Cannot clone object of unsupported type.";

/// Tags of what `write_host_object` writes.
const TAG_PORT: u32 = 0;
const TAG_PLATFORM_OBJECT: u32 = 1;
const TAG_PLAIN_OBJECT: u32 = 2;

/// How a marked object may travel; `None` for an ordinary one.
fn mode_of(scope: &v8::PinScope<'_, '_>, object: v8::Local<'_, v8::Object>) -> Option<i32> {
    let mode = object.get_private(scope, mode_key(scope))?;
    v8::Local::<v8::Int32>::try_from(mode).ok().map(|mode| mode.value())
}

/// A port has a mark as well, so that one look says of an object whether it is an ordinary one.
pub fn mark_port(scope: &v8::PinScope<'_, '_>, object: v8::Local<'_, v8::Object>) {
    let mode = v8::Integer::new(scope, TRANSFERABLE).into();
    object.set_private(scope, mode_key(scope), mode);
}

/// The same for a socket or a server, which gets its mark when it is first to be transferred.
fn mode_of_handle(scope: &mut v8::PinScope<'_, '_>, object: v8::Local<'_, v8::Object>) -> Option<i32> {
    let helpers = helpers(scope)?;
    call(scope, helpers, "markHandle", &[object.into()])?.is_true().then(|| mode_of(scope, object))?
}

pub fn throw_data_clone_error(scope: &mut v8::PinScope<'_, '_>, message: &str) {
    let runtime = Runtime::current(scope);
    let Some(helpers) = runtime.realm().require(scope, "internal/worker/js_transferable") else { return };
    let Ok(helpers) = v8::Local::<v8::Object>::try_from(helpers) else { return };
    let text = string(scope, message).into();
    call(scope, helpers, "throwDataCloneError", &[text]);
}

fn helpers<'s>(scope: &mut v8::PinScope<'s, '_>) -> Option<v8::Local<'s, v8::Object>> {
    Runtime::current(scope).realm().require(scope, "internal/worker/js_transferable")?.try_into().ok()
}

fn call<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    object: v8::Local<'_, v8::Object>,
    name: &str,
    args: &[v8::Local<'_, v8::Value>],
) -> Option<v8::Local<'s, v8::Value>> {
    let key = string(scope, name);
    let function: v8::Local<v8::Function> = object.get(scope, key.into())?.try_into().ok()?;
    function.call(scope, object.into(), args)
}

/// Takes `value` apart. `transfer` is what gives up its memory or its place here; `source` the port that posts, which may
/// not be among it. `None`: an exception is pending, and nothing has been detached.
pub fn serialize(
    scope: &mut v8::PinScope<'_, '_>,
    value: v8::Local<'_, v8::Value>,
    transfer: &[v8::Local<'_, v8::Value>],
    source: Option<v8::Local<'_, v8::Object>>,
) -> Option<Message> {
    v8::scope!(let scope, scope);
    let list = TransferList::check(scope, transfer, source)?;
    let buffers = list.array_buffers.clone();
    let ports = list.ports.clone();
    let transferred = list.objects.clone();
    let state = RefCell::new(WriteState { list, shared: Vec::new(), wasm_modules: Vec::new(), objects: Vec::new() });
    let bytes = {
        let writer = Writer::new(scope, &state);
        let serializer = v8::ValueSerializer::new(scope, Box::new(writer));
        serializer.write_header();
        for (index, buffer) in buffers.iter().enumerate() {
            serializer.transfer_array_buffer(index as u32, v8::Local::new(scope, buffer));
        }
        let context = scope.get_current_context();
        if serializer.write_value(context, value) != Some(true) {
            return None;
        }
        serializer.release()
    };
    let state = state.into_inner();
    // The getters of the value may have sent a port away, or closed it.
    if ports.iter().any(|object| port::is_detached(scope, v8::Local::new(scope, object))) {
        throw_data_clone_error(scope, DETACHED_PORT);
        return None;
    }
    // Also those that the value does not hold; only now, for a value that cannot be cloned takes nothing along.
    let mut objects = Vec::with_capacity(transferred.len() + state.objects.len());
    for object in transferred {
        objects.push(take_apart(scope, v8::Local::new(scope, object), true)?);
    }
    objects.extend(state.objects);
    // From here on nothing fails: what is transferred leaves its place.
    let mut array_buffers = Vec::with_capacity(buffers.len());
    for buffer in &buffers {
        let buffer = v8::Local::new(scope, buffer);
        array_buffers.push(Memory(buffer.get_backing_store()));
        buffer.detach(None);
    }
    let ports = ports.iter().filter_map(|object| port::detach(scope, v8::Local::new(scope, object))).collect();
    let shared_buffers =
        state.shared.iter().map(|buffer| Memory(v8::Local::new(scope, buffer).get_backing_store())).collect();
    Some(Message { bytes, array_buffers, shared_buffers, wasm_modules: state.wasm_modules, ports, objects })
}

/// What is transferred with a message, checked. Handles are global: the serializer's callbacks have scopes of their own.
#[derive(Default)]
struct TransferList {
    array_buffers: Vec<v8::Global<v8::ArrayBuffer>>,
    ports: Vec<v8::Global<v8::Object>>,
    /// Platform objects of other kinds.
    objects: Vec<v8::Global<v8::Object>>,
    /// The place of each among its kind.
    places: Places,
}

/// Numbers of objects.
#[derive(Default)]
struct Places(HashMap<NonZero<i32>, Vec<(v8::Global<v8::Object>, usize)>>);

impl Places {
    fn find(&self, scope: &v8::PinScope<'_, '_>, object: v8::Local<'_, v8::Object>) -> Option<usize> {
        let same = self.0.get(&object.get_identity_hash())?;
        let found = same.iter().find(|(other, _)| v8::Local::new(scope, other).strict_equals(object.into()));
        found.map(|(_, place)| *place)
    }

    fn put(&mut self, scope: &v8::PinScope<'_, '_>, object: v8::Local<'_, v8::Object>, place: usize) {
        let same = self.0.entry(object.get_identity_hash()).or_default();
        same.push((v8::Global::new(scope, object), place));
    }
}

impl TransferList {
    fn check(
        scope: &mut v8::PinScope<'_, '_>,
        transfer: &[v8::Local<'_, v8::Value>],
        source: Option<v8::Local<'_, v8::Object>>,
    ) -> Option<Self> {
        let mut list = Self::default();
        for value in transfer {
            let problem = match v8::Local::<v8::Object>::try_from(*value) {
                Err(_) => Some("Found invalid value in transferList.".into()),
                Ok(object) => list.add(scope, object, source),
            };
            if let Some(problem) = problem {
                throw_data_clone_error(scope, &problem);
                return None;
            }
        }
        Some(list)
    }

    /// What is wrong with an element of the list, if anything.
    fn add(
        &mut self,
        scope: &mut v8::PinScope<'_, '_>,
        object: v8::Local<'_, v8::Object>,
        source: Option<v8::Local<'_, v8::Object>>,
    ) -> Option<Cow<'static, str>> {
        let earlier = self.places.find(scope, object).is_some();
        if let Ok(buffer) = v8::Local::<v8::ArrayBuffer>::try_from(object) {
            if is_untransferable(scope, object) || !buffer.is_detachable() {
                return Some(UNSUPPORTED.into());
            }
            if earlier {
                return Some("Transfer list contains duplicate ArrayBuffer".into());
            }
            if buffer.was_detached() {
                return Some("An ArrayBuffer is detached and could not be cloned.".into());
            }
            self.places.put(scope, object, self.array_buffers.len());
            self.array_buffers.push(v8::Global::new(scope, buffer));
        } else if port::is_port(scope, object) {
            if source.is_some_and(|source| source.strict_equals(object.into())) {
                return Some("Transfer list contains source port".into());
            }
            if earlier {
                return Some("Transfer list contains duplicate MessagePort".into());
            }
            if is_untransferable(scope, object) {
                return Some(UNSUPPORTED.into());
            }
            if port::is_detached(scope, object) {
                return Some(DETACHED_PORT.into());
            }
            self.places.put(scope, object, self.ports.len());
            self.ports.push(v8::Global::new(scope, object));
        } else {
            match mode_of(scope, object).or_else(|| mode_of_handle(scope, object)) {
                Some(_) if earlier => {
                    let name = object.get_constructor_name().to_rust_string_lossy(scope);
                    return Some(format!("Transfer list contains duplicate {name}").into());
                }
                _ if is_untransferable(scope, object) => return Some(UNSUPPORTED.into()),
                Some(mode) if mode & TRANSFERABLE != 0 => {
                    self.places.put(scope, object, self.objects.len());
                    self.objects.push(v8::Global::new(scope, object));
                }
                _ => return Some("Found invalid value in transferList.".into()),
            }
        }
        None
    }
}

struct WriteState {
    list: TransferList,
    shared: Vec<v8::Global<v8::SharedArrayBuffer>>,
    wasm_modules: Vec<Arc<v8::CompiledWasmModule>>,
    /// Those that are cloned; in the message they come behind those that are transferred.
    objects: Vec<PlatformObject>,
}

/// Lets JavaScript take a marked object apart. `None`: an exception is pending.
fn take_apart(
    scope: &mut v8::PinScope<'_, '_>,
    object: v8::Local<'_, v8::Object>,
    transfer: bool,
) -> Option<PlatformObject> {
    let helpers = helpers(scope)?;
    let transfer = v8::Boolean::new(scope, transfer).into();
    let parts: v8::Local<v8::Array> = call(scope, helpers, "takeApart", &[object.into(), transfer])?.try_into().ok()?;
    let info = parts.get_index(scope, 0)?.to_rust_string_lossy(scope);
    let data = parts.get_index(scope, 1)?;
    let descriptor = parts.get_index(scope, 3)?.int32_value(scope).filter(|fd| *fd >= 0);
    // SAFETY: the object has given it up, so that it is the message's alone.
    let descriptor = descriptor.map(|fd| unsafe { OwnedFd::from_raw_fd(fd) });
    let list: v8::Local<v8::Array> = parts.get_index(scope, 2)?.try_into().ok()?;
    let mut transfer = Vec::new();
    for index in 0..list.length() {
        transfer.push(list.get_index(scope, index)?);
    }
    let data = serialize(scope, data, &transfer, None)?;
    Some(PlatformObject { info, data, descriptor })
}

struct Writer<'a, 's> {
    state: &'a RefCell<WriteState>,
    /// Every object of a message is asked for it: it is looked up once for all.
    mode_key: v8::Local<'s, v8::Private>,
    /// `Object.prototype`
    ordinary: v8::Local<'s, v8::Value>,
}

impl<'a, 's> Writer<'a, 's> {
    fn new(scope: &mut v8::PinScope<'s, '_>, state: &'a RefCell<WriteState>) -> Self {
        let ordinary = v8::Object::new(scope).get_prototype(scope).unwrap_or_else(|| v8::null(scope).into());
        Self { state, mode_key: mode_key(scope), ordinary }
    }

    /// Whether it is an object of a class that the web's standards do not let travel, and that keeps what it is in private fields.
    /// JavaScript knows; ordinary objects are not worth a call.
    fn is_private_to_its_thread(&self, scope: &mut v8::PinScope<'_, '_>, object: v8::Local<'_, v8::Object>) -> bool {
        match object.get_prototype(scope) {
            Some(prototype) if prototype.is_object() && !prototype.strict_equals(self.ordinary) => (),
            _ => return false,
        }
        let answer = helpers(scope).and_then(|helpers| call(scope, helpers, "isUncloneable", &[object.into()]));
        answer.is_some_and(|answer| answer.is_true())
    }
}

impl v8::ValueSerializerImpl for Writer<'_, '_> {
    fn throw_data_clone_error<'s>(&self, scope: &mut v8::PinScope<'s, '_>, message: v8::Local<'s, v8::String>) {
        let message = message.to_rust_string_lossy(scope);
        throw_data_clone_error(scope, &message);
    }

    fn has_custom_host_object(&self, _isolate: &v8::Isolate) -> bool {
        true
    }

    fn is_host_object<'s>(&self, scope: &mut v8::PinScope<'s, '_>, object: v8::Local<'s, v8::Object>) -> Option<bool> {
        Some(object.has_private(scope, self.mode_key)? || self.is_private_to_its_thread(scope, object))
    }

    fn write_host_object<'s>(
        &self,
        scope: &mut v8::PinScope<'s, '_>,
        object: v8::Local<'s, v8::Object>,
        serializer: &dyn v8::ValueSerializerHelper,
    ) -> Option<bool> {
        const NOT_LISTED: &str = "Object that needs transfer was found in message but not listed in transferList";
        if port::is_port(scope, object) {
            if port::is_detached(scope, object) {
                throw_data_clone_error(scope, UNCLONEABLE);
                return None;
            }
            let Some(index) = self.state.borrow().list.places.find(scope, object) else {
                throw_data_clone_error(scope, NOT_LISTED);
                return None;
            };
            serializer.write_uint32(TAG_PORT);
            serializer.write_uint32(index as u32);
            return Some(true);
        }
        let Some(mode) = mode_of(scope, object) else {
            if self.is_private_to_its_thread(scope, object) {
                throw_data_clone_error(scope, UNCLONEABLE);
                return None;
            }
            // An instance of a class that keeps native data in it: an ordinary object to JavaScript, so its own enumerable
            // properties are what there is to clone.
            let plain = v8::Object::new(scope);
            let names = object.get_own_property_names(scope, v8::GetPropertyNamesArgs::default())?;
            for index in 0..names.length() {
                let name = names.get_index(scope, index)?;
                let value = object.get(scope, name)?;
                plain.set(scope, name, value)?;
            }
            serializer.write_uint32(TAG_PLAIN_OBJECT);
            return serializer.write_value(scope.get_current_context(), plain.into());
        };
        let place = self.state.borrow().list.places.find(scope, object);
        let index = match place {
            Some(place) => place,
            None if mode & CLONEABLE != 0 => {
                let parts = take_apart(scope, object, false)?;
                let mut state = self.state.borrow_mut();
                state.objects.push(parts);
                state.list.objects.len() + state.objects.len() - 1
            }
            None => {
                let problem = if mode & TRANSFERABLE != 0 { NOT_LISTED } else { UNCLONEABLE };
                throw_data_clone_error(scope, problem);
                return None;
            }
        };
        serializer.write_uint32(TAG_PLATFORM_OBJECT);
        serializer.write_uint32(index as u32);
        Some(true)
    }

    fn get_shared_array_buffer_id<'s>(
        &self,
        scope: &mut v8::PinScope<'s, '_>,
        buffer: v8::Local<'s, v8::SharedArrayBuffer>,
    ) -> Option<u32> {
        let mut state = self.state.borrow_mut();
        let known = state.shared.iter().position(|other| v8::Local::new(scope, other).strict_equals(buffer.into()));
        let index = known.unwrap_or_else(|| {
            state.shared.push(v8::Global::new(scope, buffer));
            state.shared.len() - 1
        });
        Some(index as u32)
    }

    fn get_wasm_module_transfer_id(
        &self,
        _scope: &mut v8::PinScope<'_, '_>,
        module: v8::Local<v8::WasmModuleObject>,
    ) -> Option<u32> {
        let mut state = self.state.borrow_mut();
        state.wasm_modules.push(Arc::new(module.get_compiled_module()));
        Some(state.wasm_modules.len() as u32 - 1)
    }
}

/// Puts a message's value together. Also: the ports that came with it, as JavaScript objects. `None`: an exception is pending.
pub fn deserialize<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    message: Message,
) -> Option<(v8::Local<'s, v8::Value>, v8::Local<'s, v8::Array>)> {
    let Message { bytes, array_buffers, shared_buffers, wasm_modules, ports, objects } = message;
    let mut port_objects = Vec::with_capacity(ports.len());
    for port in ports {
        let object = port::attach(scope, port)?;
        port_objects.push(v8::Global::new(scope, object));
    }
    if !objects.is_empty() && v8::Local::new(scope, Runtime::current(scope).context()) != scope.get_current_context() {
        const NO_CLASSES: &str = "A message object could not be deserialized successfully in the target vm.Context";
        throw_error(scope, "ERR_MESSAGE_TARGET_CONTEXT_UNAVAILABLE", NO_CLASSES);
        return None;
    }
    let mut made = Vec::with_capacity(objects.len());
    for PlatformObject { info, data, descriptor } in objects {
        let (data, _) = deserialize(scope, data)?;
        let helpers = helpers(scope)?;
        let info = string(scope, &info).into();
        let descriptor = v8::Integer::new(scope, descriptor.map_or(-1, OwnedFd::into_raw_fd)).into();
        let object = call(scope, helpers, "putTogether", &[info, data, descriptor])?;
        let object: v8::Local<v8::Object> = object.try_into().ok()?;
        made.push(v8::Global::new(scope, object));
    }
    let shared: Vec<_> = shared_buffers
        .iter()
        .map(|memory| {
            let buffer = v8::SharedArrayBuffer::with_backing_store(scope, &memory.0);
            v8::Global::new(scope, buffer)
        })
        .collect();
    let all_ports: Vec<_> = port_objects.iter().map(|port| v8::Local::new(scope, port).into()).collect();
    let all_ports = v8::Array::new_with_elements(scope, &all_ports);
    let reader = Reader { ports: port_objects, objects: made, shared, wasm_modules };
    let deserializer = v8::ValueDeserializer::new(scope, Box::new(reader), &bytes);
    let context = scope.get_current_context();
    if deserializer.read_header(context) != Some(true) {
        return None;
    }
    for (index, memory) in array_buffers.iter().enumerate() {
        let buffer = v8::ArrayBuffer::with_backing_store(scope, &memory.0);
        deserializer.transfer_array_buffer(index as u32, buffer);
    }
    let value = deserializer.read_value(context)?;
    Some((v8::Local::new(scope, value), all_ports))
}

struct Reader {
    ports: Vec<v8::Global<v8::Object>>,
    objects: Vec<v8::Global<v8::Object>>,
    shared: Vec<v8::Global<v8::SharedArrayBuffer>>,
    wasm_modules: Vec<Arc<v8::CompiledWasmModule>>,
}

impl v8::ValueDeserializerImpl for Reader {
    fn read_host_object<'s>(
        &self,
        scope: &mut v8::PinScope<'s, '_>,
        deserializer: &dyn v8::ValueDeserializerHelper,
    ) -> Option<v8::Local<'s, v8::Object>> {
        let mut number = 0;
        if !deserializer.read_uint32(&mut number) {
            return None;
        }
        if number == TAG_PLAIN_OBJECT {
            let value = deserializer.read_value(scope.get_current_context())?;
            return v8::Local::new(scope, value).try_into().ok();
        }
        let list = if number == TAG_PORT { &self.ports } else { &self.objects };
        if !deserializer.read_uint32(&mut number) {
            return None;
        }
        list.get(number as usize).map(|object| v8::Local::new(scope, object))
    }

    fn get_shared_array_buffer_from_id<'s>(
        &self,
        scope: &mut v8::PinScope<'s, '_>,
        id: u32,
    ) -> Option<v8::Local<'s, v8::SharedArrayBuffer>> {
        self.shared.get(id as usize).map(|buffer| v8::Local::new(scope, buffer))
    }

    fn get_wasm_module_from_id<'s>(
        &self,
        scope: &mut v8::PinScope<'s, '_>,
        id: u32,
    ) -> Option<v8::Local<'s, v8::WasmModuleObject>> {
        v8::WasmModuleObject::from_compiled_module(scope, self.wasm_modules.get(id as usize)?)
    }
}
