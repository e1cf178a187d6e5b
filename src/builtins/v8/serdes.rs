//! `v8.Serializer` and `v8.Deserializer`: V8's structured clone format, written and read step by step.
//!
//! Each JavaScript object has one of V8's serializers behind the number in its internal field, for as long as it lives. While V8 works
//! through a value it calls back methods of that object, which may use the serializer again: everything is shared
//! references and cells, and nothing is borrowed across a call into JavaScript.

use crate::runtime::Runtime;
use crate::runtime::binding::set_value;
use crate::runtime::convert::{bytes, string, throw_type_error, uint8_array};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use v8::{ValueDeserializerHelper, ValueSerializerHelper};

/// The JavaScript object whose method is running: set for the time of that call.
#[derive(Default)]
struct Owner(RefCell<Vec<v8::Global<v8::Object>>>);

impl Owner {
    fn current<'s>(&self, scope: &mut v8::PinScope<'s, '_>) -> Option<v8::Local<'s, v8::Object>> {
        self.0.borrow().last().map(|object| v8::Local::new(scope, object))
    }

    /// Calls the object's method `name`, if it has one: `Ok(None)` when it has not, `Err` with an exception pending.
    fn call<'s>(
        &self,
        scope: &mut v8::PinScope<'s, '_>,
        name: &str,
        args: &[v8::Local<'_, v8::Value>],
    ) -> Result<Option<v8::Local<'s, v8::Value>>, ()> {
        // V8 forbids JavaScript while it reads; that these methods run is what the classes are for, and what they do to the
        // serializer goes through the same calls as V8's own reading.
        v8::allow_javascript_execution_scope!(let scope, scope);
        let Some(object) = self.current(scope) else { return Ok(None) };
        let key = string(scope, name);
        let method = object.get(scope, key.into()).ok_or(())?;
        let Ok(method) = v8::Local::<v8::Function>::try_from(method) else { return Ok(None) };
        method.call(scope, object.into(), args).map(Some).ok_or(())
    }

    fn enter<R>(
        &self,
        scope: &mut v8::PinScope<'_, '_>,
        object: v8::Local<'_, v8::Object>,
        body: impl FnOnce(&mut v8::PinScope<'_, '_>) -> R,
    ) -> R {
        self.0.borrow_mut().push(v8::Global::new(scope, object));
        let result = body(scope);
        self.0.borrow_mut().pop();
        result
    }
}

fn throw_message(scope: &mut v8::PinScope<'_, '_>, message: v8::Local<'_, v8::String>) {
    let error = v8::Exception::error(scope, message);
    scope.throw_exception(error);
}

fn throw_text(scope: &mut v8::PinScope<'_, '_>, message: &str) {
    let message = string(scope, message);
    throw_message(scope, message);
}

struct WriteDelegate {
    owner: Rc<Owner>,
}

impl v8::ValueSerializerImpl for WriteDelegate {
    fn throw_data_clone_error<'s>(&self, scope: &mut v8::PinScope<'s, '_>, message: v8::Local<'s, v8::String>) {
        match self.owner.call(scope, "_getDataCloneError", &[message.into()]) {
            Ok(Some(error)) => {
                scope.throw_exception(error);
            }
            Ok(None) => throw_message(scope, message),
            Err(()) => {}
        }
    }

    fn write_host_object<'s>(
        &self,
        scope: &mut v8::PinScope<'s, '_>,
        object: v8::Local<'s, v8::Object>,
        _: &dyn v8::ValueSerializerHelper,
    ) -> Option<bool> {
        match self.owner.call(scope, "_writeHostObject", &[object.into()]) {
            Ok(Some(_)) => Some(true),
            Ok(None) => {
                let text = object.to_rust_string_lossy(scope);
                throw_text(scope, &format!("{text} could not be cloned."));
                None
            }
            Err(()) => None,
        }
    }

    fn get_shared_array_buffer_id<'s>(
        &self,
        scope: &mut v8::PinScope<'s, '_>,
        buffer: v8::Local<'s, v8::SharedArrayBuffer>,
    ) -> Option<u32> {
        match self.owner.call(scope, "_getSharedArrayBufferId", &[buffer.into()]) {
            Ok(Some(id)) => id.uint32_value(scope),
            Ok(None) => {
                let text = string(scope, "#<SharedArrayBuffer> could not be cloned.");
                self.throw_data_clone_error(scope, text);
                None
            }
            Err(()) => None,
        }
    }

    fn get_wasm_module_transfer_id(
        &self,
        scope: &mut v8::PinScope<'_, '_>,
        _: v8::Local<v8::WasmModuleObject>,
    ) -> Option<u32> {
        throw_text(scope, "#<Module> could not be cloned.");
        None
    }
}

struct Serializer {
    inner: v8::ValueSerializer<'static>,
    owner: Rc<Owner>,
}

struct ReadDelegate {
    owner: Rc<Owner>,
}

impl v8::ValueDeserializerImpl for ReadDelegate {
    fn read_host_object<'s>(
        &self,
        scope: &mut v8::PinScope<'s, '_>,
        _: &dyn v8::ValueDeserializerHelper,
    ) -> Option<v8::Local<'s, v8::Object>> {
        match self.owner.call(scope, "_readHostObject", &[]) {
            Ok(Some(value)) => match v8::Local::<v8::Object>::try_from(value) {
                Ok(object) => Some(object),
                Err(_) => {
                    throw_type_error(scope, "ERR_INVALID_RETURN_VALUE", "readHostObject must return an object");
                    None
                }
            },
            Ok(None) => {
                throw_text(scope, "Unable to deserialize cloned data.");
                None
            }
            Err(()) => None,
        }
    }

    fn get_shared_array_buffer_from_id<'s>(
        &self,
        scope: &mut v8::PinScope<'s, '_>,
        id: u32,
    ) -> Option<v8::Local<'s, v8::SharedArrayBuffer>> {
        let id = v8::Integer::new_from_unsigned(scope, id);
        match self.owner.call(scope, "_getSharedArrayBufferFromId", &[id.into()]) {
            Ok(Some(value)) => v8::Local::try_from(value).ok(),
            Ok(None) => {
                throw_text(scope, "Unable to deserialize cloned data.");
                None
            }
            Err(()) => None,
        }
    }

    /// No data that a program makes has one: only damaged data asks.
    fn get_wasm_module_from_id<'s>(
        &self,
        scope: &mut v8::PinScope<'s, '_>,
        _: u32,
    ) -> Option<v8::Local<'s, v8::WasmModuleObject>> {
        throw_text(scope, "Unable to deserialize cloned data.");
        None
    }
}

struct Deserializer {
    /// Before `data`, which V8 points into.
    inner: v8::ValueDeserializer<'static>,
    owner: Rc<Owner>,
    data: Box<[u8]>,
}

enum Native {
    Serializer(Rc<Serializer>),
    Deserializer(Rc<Deserializer>),
}

/// The native halves, by the number in the internal field of their objects. The weak handle takes an entry out when its
/// object has been collected.
#[derive(Default)]
struct Natives {
    next: Cell<u32>,
    all: RefCell<HashMap<u32, (Native, v8::Weak<v8::Object>)>>,
}

fn adopt(scope: &mut v8::PinScope<'_, '_>, object: v8::Local<'_, v8::Object>, native: Native) {
    let natives = Runtime::current(scope).state::<Natives>();
    // From 1 on: 0 is what other objects of V8's have in the field.
    let id = natives.next.get().wrapping_add(1);
    natives.next.set(id);
    let number = v8::Integer::new_from_unsigned(scope, id);
    object.set_internal_field(0, number.into());
    let registry = Rc::downgrade(&natives);
    let weak = v8::Weak::with_finalizer(
        scope,
        object,
        Box::new(move |_| {
            if let Some(registry) = registry.upgrade() {
                let entry = registry.all.borrow_mut().remove(&id);
                drop(entry);
            }
        }),
    );
    natives.all.borrow_mut().insert(id, (native, weak));
}

fn id_of(scope: &mut v8::PinScope<'_, '_>, object: v8::Local<'_, v8::Object>) -> Option<u32> {
    if object.internal_field_count() == 0 {
        return None;
    }
    let field = object.get_internal_field(scope, 0)?;
    Some(v8::Local::<v8::Integer>::try_from(field).ok()?.value() as u32)
}

fn illegal_invocation(scope: &mut v8::PinScope<'_, '_>) {
    throw_type_error(scope, "ERR_INVALID_THIS", "Illegal invocation");
}

/// The serializer behind `this`; `None` with an exception pending for anything else.
fn serializer(scope: &mut v8::PinScope<'_, '_>, this: v8::Local<'_, v8::Object>) -> Option<Rc<Serializer>> {
    let natives = Runtime::current(scope).state::<Natives>();
    let found = id_of(scope, this).and_then(|id| match natives.all.borrow().get(&id) {
        Some((Native::Serializer(serializer), _)) => Some(serializer.clone()),
        _ => None,
    });
    if found.is_none() {
        illegal_invocation(scope);
    }
    found
}

fn deserializer(scope: &mut v8::PinScope<'_, '_>, this: v8::Local<'_, v8::Object>) -> Option<Rc<Deserializer>> {
    let natives = Runtime::current(scope).state::<Natives>();
    let found = id_of(scope, this).and_then(|id| match natives.all.borrow().get(&id) {
        Some((Native::Deserializer(deserializer), _)) => Some(deserializer.clone()),
        _ => None,
    });
    if found.is_none() {
        illegal_invocation(scope);
    }
    found
}

const NOT_A_VIEW: &str = "must be a TypedArray or a DataView";

fn require_new(scope: &mut v8::PinScope<'_, '_>, args: &v8::FunctionCallbackArguments, name: &str) -> bool {
    if args.is_construct_call() {
        return true;
    }
    let message = format!("Class constructor {name} cannot be invoked without 'new'");
    throw_type_error(scope, "ERR_CONSTRUCT_CALL_REQUIRED", &message);
    false
}

// Serializer.

fn new_serializer(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    if !require_new(scope, &args, "Serializer") {
        return;
    }
    let owner = Rc::<Owner>::default();
    let delegate = WriteDelegate { owner: owner.clone() };
    let inner = v8::ValueSerializer::new(scope, Box::new(delegate));
    adopt(scope, args.this(), Native::Serializer(Rc::new(Serializer { inner, owner })));
}

fn write_header(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    if let Some(serializer) = serializer(scope, args.this()) {
        serializer.inner.write_header();
    }
}

fn write_value(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Some(serializer) = serializer(scope, args.this()) else { return };
    let value = args.get(0);
    let result = serializer.owner.enter(scope, args.this(), |scope| {
        let context = scope.get_current_context();
        serializer.inner.write_value(context, value)
    });
    if let Some(result) = result {
        rv.set_bool(result);
    }
}

fn release_buffer(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Some(serializer) = serializer(scope, args.this()) else { return };
    let bytes = serializer.inner.release();
    rv.set(uint8_array(scope, bytes).into());
}

fn write_transferred(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let Some(serializer) = serializer(scope, args.this()) else { return };
    let Some(id) = args.get(0).uint32_value(scope) else { return };
    match v8::Local::<v8::ArrayBuffer>::try_from(args.get(1)) {
        Ok(buffer) => serializer.inner.transfer_array_buffer(id, buffer),
        Err(_) => throw_type_error(scope, "ERR_INVALID_ARG_TYPE", "arrayBuffer must be an ArrayBuffer"),
    }
}

fn write_uint32(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let Some(serializer) = serializer(scope, args.this()) else { return };
    if let Some(value) = args.get(0).uint32_value(scope) {
        serializer.inner.write_uint32(value);
    }
}

fn write_uint64(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let Some(serializer) = serializer(scope, args.this()) else { return };
    if let Some(high) = args.get(0).uint32_value(scope)
        && let Some(low) = args.get(1).uint32_value(scope)
    {
        serializer.inner.write_uint64(u64::from(high) << 32 | u64::from(low));
    }
}

fn write_double(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let Some(serializer) = serializer(scope, args.this()) else { return };
    if let Some(value) = args.get(0).number_value(scope) {
        serializer.inner.write_double(value);
    }
}

fn write_raw_bytes(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let Some(serializer) = serializer(scope, args.this()) else { return };
    // SAFETY: copied at once.
    match unsafe { bytes(args.get(0)) } {
        Some(bytes) => serializer.inner.write_raw_bytes(bytes),
        None => throw_type_error(scope, "ERR_INVALID_ARG_TYPE", &format!("source {NOT_A_VIEW}")),
    }
}

fn set_views_as_host_objects(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    if let Some(serializer) = serializer(scope, args.this()) {
        serializer.inner.set_treat_array_buffer_views_as_host_objects(args.get(0).boolean_value(scope));
    }
}

// Deserializer.

fn new_deserializer(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    if !require_new(scope, &args, "Deserializer") {
        return;
    }
    let source = args.get(0);
    // SAFETY: copied at once.
    let data = if source.is_array_buffer_view() { unsafe { bytes(source) }.map(Box::<[u8]>::from) } else { None };
    let Some(data) = data else {
        throw_type_error(scope, "ERR_INVALID_ARG_TYPE", &format!("buffer {NOT_A_VIEW}"));
        return;
    };
    let owner = Rc::<Owner>::default();
    // V8 keeps a pointer to the bytes, whose place in memory does not change when the box moves.
    let inner = v8::ValueDeserializer::new(scope, Box::new(ReadDelegate { owner: owner.clone() }), &data);
    let this = args.this();
    let key = string(scope, "buffer");
    this.create_data_property(scope, key.into(), source);
    adopt(scope, this, Native::Deserializer(Rc::new(Deserializer { inner, owner, data })));
}

fn read_header(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Some(deserializer) = deserializer(scope, args.this()) else { return };
    let context = scope.get_current_context();
    if let Some(result) = deserializer.inner.read_header(context) {
        rv.set_bool(result);
    }
}

fn read_value(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Some(deserializer) = deserializer(scope, args.this()) else { return };
    let this = v8::Global::new(scope, args.this());
    deserializer.owner.0.borrow_mut().push(this);
    let context = scope.get_current_context();
    let value = deserializer.inner.read_value(context);
    deserializer.owner.0.borrow_mut().pop();
    if let Some(value) = value {
        rv.set(value);
    }
}

fn read_transferred(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _: v8::ReturnValue) {
    let Some(deserializer) = deserializer(scope, args.this()) else { return };
    let Some(id) = args.get(0).uint32_value(scope) else { return };
    let buffer = args.get(1);
    if let Ok(buffer) = v8::Local::<v8::ArrayBuffer>::try_from(buffer) {
        deserializer.inner.transfer_array_buffer(id, buffer);
    } else if let Ok(buffer) = v8::Local::<v8::SharedArrayBuffer>::try_from(buffer) {
        deserializer.inner.transfer_shared_array_buffer(id, buffer);
    } else {
        let message = "arrayBuffer must be an ArrayBuffer or SharedArrayBuffer";
        throw_type_error(scope, "ERR_INVALID_ARG_TYPE", message);
    }
}

fn wire_format_version(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    if let Some(deserializer) = deserializer(scope, args.this()) {
        rv.set_uint32(deserializer.inner.get_wire_format_version());
    }
}

fn read_uint32(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Some(deserializer) = deserializer(scope, args.this()) else { return };
    let mut value = 0;
    if deserializer.inner.read_uint32(&mut value) {
        rv.set_uint32(value);
    } else {
        throw_text(scope, "ReadUint32() failed");
    }
}

fn read_uint64(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Some(deserializer) = deserializer(scope, args.this()) else { return };
    let mut value = 0;
    if !deserializer.inner.read_uint64(&mut value) {
        throw_text(scope, "ReadUint64() failed");
        return;
    }
    let halves: [v8::Local<v8::Value>; 2] = [
        v8::Integer::new_from_unsigned(scope, (value >> 32) as u32).into(),
        v8::Integer::new_from_unsigned(scope, value as u32).into(),
    ];
    rv.set(v8::Array::new_with_elements(scope, &halves).into());
}

fn read_double(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Some(deserializer) = deserializer(scope, args.this()) else { return };
    let mut value = 0.0;
    if deserializer.inner.read_double(&mut value) {
        rv.set_double(value);
    } else {
        throw_text(scope, "ReadDouble() failed");
    }
}

/// `_readRawBytes(length)`: where in the input they are.
fn read_raw_bytes(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Some(deserializer) = deserializer(scope, args.this()) else { return };
    let Some(length) = args.get(0).integer_value(scope) else { return };
    let Some(bytes) = usize::try_from(length).ok().and_then(|length| deserializer.inner.read_raw_bytes(length)) else {
        throw_text(scope, "ReadRawBytes() failed");
        return;
    };
    let offset = bytes.as_ptr() as usize - deserializer.data.as_ptr() as usize;
    rv.set_double(offset as f64);
}

// The classes.

fn class<'s>(
    scope: &mut v8::PinScope<'s, '_>,
    name: &str,
    constructor: v8::FunctionCallback,
    methods: &[(&str, v8::FunctionCallback)],
) -> v8::Local<'s, v8::FunctionTemplate> {
    let template = v8::FunctionTemplate::builder_raw(constructor).build(scope);
    template.set_class_name(string(scope, name));
    template.instance_template(scope).set_internal_field_count(1);
    let prototype = template.prototype_template(scope);
    for (name, callback) in methods {
        let method = v8::FunctionTemplate::builder_raw(*callback)
            .constructor_behavior(v8::ConstructorBehavior::Throw)
            .build(scope);
        let key = string(scope, name);
        prototype.set(key.into(), method.into());
    }
    template
}

macro_rules! callback {
    ($function:expr) => {
        v8::MapFnTo::<v8::FunctionCallback>::map_fn_to($function)
    };
}

/// Puts the two classes on the binding.
pub fn define_classes(scope: &mut v8::PinScope<'_, '_>, target: v8::Local<'_, v8::Object>) {
    let serializer = class(
        scope,
        "Serializer",
        callback!(new_serializer),
        &[
            ("writeHeader", callback!(write_header)),
            ("writeValue", callback!(write_value)),
            ("releaseBuffer", callback!(release_buffer)),
            ("transferArrayBuffer", callback!(write_transferred)),
            ("writeUint32", callback!(write_uint32)),
            ("writeUint64", callback!(write_uint64)),
            ("writeDouble", callback!(write_double)),
            ("writeRawBytes", callback!(write_raw_bytes)),
            ("_setTreatArrayBufferViewsAsHostObjects", callback!(set_views_as_host_objects)),
        ],
    );
    let deserializer = class(
        scope,
        "Deserializer",
        callback!(new_deserializer),
        &[
            ("readHeader", callback!(read_header)),
            ("readValue", callback!(read_value)),
            ("getWireFormatVersion", callback!(wire_format_version)),
            ("transferArrayBuffer", callback!(read_transferred)),
            ("readUint32", callback!(read_uint32)),
            ("readUint64", callback!(read_uint64)),
            ("readDouble", callback!(read_double)),
            ("_readRawBytes", callback!(read_raw_bytes)),
        ],
    );
    for (name, template) in [("Serializer", serializer), ("Deserializer", deserializer)] {
        if let Some(constructor) = template.get_function(scope) {
            set_value(scope, target, name, constructor.into());
        }
    }
}
