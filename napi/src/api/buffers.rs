//! ArrayBuffers, typed arrays, data views and Buffers.

use std::ptr::null_mut;

use napi_sys::{TypedarrayType, napi_status, napi_typedarray_type};

use super::errors::{throw_error, throw_range_error};
use crate::abi::{EnvPtr, In, Opaque, Out, Value, entry};
use crate::backing::ExternalMemory;
use crate::env::{Env, ExceptionPolicy};
use crate::layout::{adopt_map, new_handle, slot_of};
use crate::memory::{self, Contents, Memory};
use crate::reference::{FinalizeCallback, Finalizer};
use crate::shim::Persistent;
use crate::status::{Failure, INVALID_ARG, Result};

const FLOAT16_ARRAY: napi_typedarray_type = 11;

/// An ArrayBuffer or a SharedArrayBuffer: V8 lets views be made of both in the same way.
fn any_buffer<'e>(env: &'e Env, value: Value) -> Result<v8::Local<'e, v8::ArrayBuffer>> {
    let value = value.local(env)?;
    if value.is_array_buffer() || value.is_shared_array_buffer() {
        // SAFETY: inside V8 both are the same class, and the functions called with it do not tell them apart.
        Ok(unsafe { v8::Local::<v8::ArrayBuffer>::cast_unchecked(value) })
    } else {
        Err(Failure::InvalidArg)
    }
}

fn data_of(buffer: v8::Local<'_, v8::ArrayBuffer>) -> Opaque {
    buffer.data().map_or(null_mut(), |data| data.as_ptr())
}

// -- ArrayBuffer

#[unsafe(no_mangle)]
pub extern "C" fn napi_create_arraybuffer(
    env: EnvPtr,
    length: usize,
    data: Out<Opaque>,
    result: Out<Value>,
) -> napi_status {
    entry!(napi_create_arraybuffer, env, |env| {
        let result = result.required()?;
        let memory = memory::array_buffer(env.scope(), length, Contents::Zeros);
        let buffer = memory.map_or_else(|| v8::ArrayBuffer::new(env.scope(), length), |memory| memory.buffer);
        data.set_if_wanted(data_of(buffer));
        result.put(buffer);
        Ok(())
    })
}

/// An ArrayBuffer on the addon's memory. The addon stays its owner unless this succeeds.
fn external_buffer<'e>(
    env: &'e Env,
    data: Opaque,
    length: usize,
    finalizer: Finalizer,
) -> v8::Local<'e, v8::ArrayBuffer> {
    let buffer = ExternalMemory::array_buffer(env, data, length, finalizer);
    env.core.host.mark_untransferable(buffer);
    buffer
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_create_external_arraybuffer(
    env: EnvPtr,
    data: Opaque,
    length: usize,
    finalize: Option<FinalizeCallback>,
    hint: Opaque,
    result: Out<Value>,
) -> napi_status {
    entry!(napi_create_external_arraybuffer, env, |env| {
        let finalizer = Finalizer { callback: finalize, data, hint };
        check_external_size(env, length, finalizer)?;
        check_memory(data, length)?;
        let buffer = external_buffer(env, data, length, finalizer);
        result.set_if_wanted(Value::of(buffer));
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_is_arraybuffer(env: EnvPtr, value: Value, result: Out<bool>) -> napi_status {
    entry!(napi_is_arraybuffer, env, |env| {
        let value = value.local(env)?;
        result.required()?.set(value.is_array_buffer());
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_get_arraybuffer_info(
    env: EnvPtr,
    buffer: Value,
    data: Out<Opaque>,
    length: Out<usize>,
) -> napi_status {
    entry!(napi_get_arraybuffer_info, env, |env| {
        let buffer = any_buffer(env, buffer)?;
        if data.is_wanted() {
            data.set_if_wanted(data_of(buffer));
        }
        length.set_if_wanted(buffer.byte_length());
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_detach_arraybuffer(env: EnvPtr, buffer: Value) -> napi_status {
    entry!(napi_detach_arraybuffer, env, |env| {
        let buffer = buffer.local(env)?.try_cast::<v8::ArrayBuffer>().map_err(|_| Failure::ArraybufferExpected)?;
        if !buffer.is_detachable() {
            return Err(Failure::DetachableArraybufferExpected);
        }
        buffer.detach(None).ok_or(Failure::GenericFailure)?;
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_is_detached_arraybuffer(env: EnvPtr, buffer: Value, result: Out<bool>) -> napi_status {
    entry!(napi_is_detached_arraybuffer, env, |env| {
        let buffer = buffer.local(env)?;
        let result = result.required()?;
        result.set(buffer.try_cast::<v8::ArrayBuffer>().is_ok_and(|b| b.was_detached()));
        Ok(())
    })
}

// -- SharedArrayBuffer

#[unsafe(no_mangle)]
pub extern "C" fn node_api_is_sharedarraybuffer(env: EnvPtr, value: Value, result: Out<bool>) -> napi_status {
    entry!(node_api_is_sharedarraybuffer, env, |env| {
        let value = value.local(env)?;
        result.required()?.set(value.is_shared_array_buffer());
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn node_api_create_sharedarraybuffer(
    env: EnvPtr,
    length: usize,
    data: Out<Opaque>,
    result: Out<Value>,
) -> napi_status {
    entry!(node_api_create_sharedarraybuffer, env, |env| {
        let result = result.required()?;
        let buffer = env.attempt(Failure::GenericFailure, || v8::SharedArrayBuffer::new(env.scope(), length))?;
        data.set_if_wanted(buffer.get_backing_store().data().map_or(null_mut(), |d| d.as_ptr()));
        result.put(buffer);
        Ok(())
    })
}

type NoEnvFinalize = unsafe extern "C-unwind" fn(Opaque, Opaque);

/// Memory that threads share dies on any of them, long after its environment perhaps: its finalizer takes none.
struct SharedMemory {
    finalize: Option<NoEnvFinalize>,
    hint: Opaque,
}

unsafe extern "C" fn release_shared(data: Opaque, _length: usize, memory: Opaque) {
    // SAFETY: the box made below, handed back once.
    let memory = unsafe { Box::from_raw(memory.cast::<SharedMemory>()) };
    if let Some(finalize) = memory.finalize {
        // SAFETY: the addon's function, with its data, on any thread as documented.
        unsafe { finalize(data, memory.hint) }
    }
}

#[unsafe(no_mangle)]
pub extern "C" fn node_api_create_external_sharedarraybuffer(
    env: EnvPtr,
    data: Opaque,
    length: usize,
    finalize: Option<NoEnvFinalize>,
    hint: Opaque,
    result: Out<Value>,
) -> napi_status {
    entry!(node_api_create_external_sharedarraybuffer, env, |env| {
        let result = result.required()?;
        check_memory(data, length)?;
        let memory = Box::into_raw(Box::new(SharedMemory { finalize, hint }));
        // SAFETY: the addon keeps the memory until its finalizer runs, which the deleter brings about.
        let store =
            unsafe { v8::SharedArrayBuffer::new_backing_store_from_ptr(data, length, release_shared, memory.cast()) };
        result.put(v8::SharedArrayBuffer::with_backing_store(env.scope(), &store.make_shared()));
        Ok(())
    })
}

// -- Typed arrays

#[unsafe(no_mangle)]
pub extern "C" fn napi_create_typedarray(
    env: EnvPtr,
    kind: napi_typedarray_type,
    length: usize,
    buffer: Value,
    byte_offset: usize,
    result: Out<Value>,
) -> napi_status {
    entry!(napi_create_typedarray, env, |env| {
        buffer.slot()?;
        let result = result.required()?;
        let buffer = any_buffer(env, buffer)?;
        let (name, size) = element(kind)?;
        if !byte_offset.is_multiple_of(size) {
            let message = format!("start offset of {name} should be a multiple of {size}");
            throw_range_error(env, "ERR_NAPI_INVALID_TYPEDARRAY_ALIGNMENT", &message);
            return Err(Failure::GenericFailure);
        }
        let end = length.checked_mul(size).and_then(|bytes| bytes.checked_add(byte_offset));
        if end.is_none_or(|end| end > buffer.byte_length()) {
            throw_range_error(env, "ERR_NAPI_INVALID_TYPEDARRAY_LENGTH", "Invalid typed array length");
            return Err(Failure::GenericFailure);
        }
        let scope = env.scope();
        macro_rules! make {
            ($kind:ident) => {
                env.attempt(Failure::GenericFailure, || {
                    let array: v8::Local<'_, v8::$kind> = v8::$kind::new(scope, buffer, byte_offset, length)?;
                    Some(Value::of(array))
                })?
            };
        }
        let array = match kind {
            TypedarrayType::int8_array => make!(Int8Array),
            TypedarrayType::uint8_array => make!(Uint8Array),
            TypedarrayType::uint8_clamped_array => make!(Uint8ClampedArray),
            TypedarrayType::int16_array => make!(Int16Array),
            TypedarrayType::uint16_array => make!(Uint16Array),
            TypedarrayType::int32_array => make!(Int32Array),
            TypedarrayType::uint32_array => make!(Uint32Array),
            TypedarrayType::float32_array => make!(Float32Array),
            TypedarrayType::float64_array => make!(Float64Array),
            TypedarrayType::bigint64_array => make!(BigInt64Array),
            TypedarrayType::biguint64_array => make!(BigUint64Array),
            FLOAT16_ARRAY => make!(Float16Array),
            _ => return Err(Failure::InvalidArg),
        };
        result.set(array);
        Ok(())
    })
}

fn element(kind: napi_typedarray_type) -> Result<(&'static str, usize)> {
    Ok(match kind {
        TypedarrayType::int8_array => ("Int8Array", 1),
        TypedarrayType::uint8_array => ("Uint8Array", 1),
        TypedarrayType::uint8_clamped_array => ("Uint8ClampedArray", 1),
        TypedarrayType::int16_array => ("Int16Array", 2),
        TypedarrayType::uint16_array => ("Uint16Array", 2),
        TypedarrayType::int32_array => ("Int32Array", 4),
        TypedarrayType::uint32_array => ("Uint32Array", 4),
        TypedarrayType::float32_array => ("Float32Array", 4),
        TypedarrayType::float64_array => ("Float64Array", 8),
        TypedarrayType::bigint64_array => ("BigInt64Array", 8),
        TypedarrayType::biguint64_array => ("BigUint64Array", 8),
        FLOAT16_ARRAY => ("Float16Array", 2),
        _ => return Err(Failure::InvalidArg),
    })
}

fn kind_of(array: v8::Local<'_, v8::TypedArray>) -> napi_typedarray_type {
    if array.is_uint8_array() {
        TypedarrayType::uint8_array
    } else if array.is_int8_array() {
        TypedarrayType::int8_array
    } else if array.is_uint8_clamped_array() {
        TypedarrayType::uint8_clamped_array
    } else if array.is_int16_array() {
        TypedarrayType::int16_array
    } else if array.is_uint16_array() {
        TypedarrayType::uint16_array
    } else if array.is_int32_array() {
        TypedarrayType::int32_array
    } else if array.is_uint32_array() {
        TypedarrayType::uint32_array
    } else if array.is_float32_array() {
        TypedarrayType::float32_array
    } else if array.is_float64_array() {
        TypedarrayType::float64_array
    } else if array.is_big_int64_array() {
        TypedarrayType::bigint64_array
    } else if array.is_big_uint64_array() {
        TypedarrayType::biguint64_array
    } else {
        FLOAT16_ARRAY
    }
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_is_typedarray(env: EnvPtr, value: Value, result: Out<bool>) -> napi_status {
    entry!(napi_is_typedarray, env, |env| {
        let value = value.local(env)?;
        result.required()?.set(value.is_typed_array());
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_get_typedarray_info(
    env: EnvPtr,
    array: Value,
    kind: Out<napi_typedarray_type>,
    length: Out<usize>,
    data: Out<Opaque>,
    buffer: Out<Value>,
    byte_offset: Out<usize>,
) -> napi_status {
    entry!(napi_get_typedarray_info, env, |env| {
        // SAFETY: read from a live handle just now; the maps are the isolate's.
        if let Some(seen) = unsafe { array.tagged()?.typed_array(&env.core.maps) }
            && let Some((its_kind, its_length)) = seen.kind_and_length(&env.core.maps)
        {
            kind.set_if_wanted(its_kind);
            length.set_if_wanted(its_length);
            data.set_if_wanted(seen.data);
            if buffer.is_wanted() {
                // SAFETY: read just now.
                buffer.set_if_wanted(Value::from_slot(unsafe { new_handle(env.isolate, seen.buffer) }));
            }
            byte_offset.set_if_wanted(seen.byte_offset);
            return Ok(());
        }
        let array = array.local(env)?.try_cast::<v8::TypedArray>().map_err(|_| Failure::InvalidArg)?;
        if kind.is_wanted() {
            kind.set_if_wanted(kind_of(array));
        }
        if length.is_wanted() {
            length.set_if_wanted(array.length());
        }
        view_info(env, array.into(), data, buffer, byte_offset)
    })
}

fn view_info(
    env: &Env,
    view: v8::Local<'_, v8::ArrayBufferView>,
    data: Out<Opaque>,
    buffer: Out<Value>,
    byte_offset: Out<usize>,
) -> Result {
    if data.is_wanted() {
        data.set_if_wanted(view.data());
    }
    if buffer.is_wanted() {
        let of_view = view.buffer(env.scope()).ok_or(Failure::GenericFailure)?;
        buffer.set_if_wanted(Value::of(of_view));
    }
    if byte_offset.is_wanted() {
        byte_offset.set_if_wanted(view.byte_offset());
    }
    Ok(())
}

// -- Data views

#[unsafe(no_mangle)]
pub extern "C" fn napi_create_dataview(
    env: EnvPtr,
    length: usize,
    buffer: Value,
    byte_offset: usize,
    result: Out<Value>,
) -> napi_status {
    entry!(napi_create_dataview, env, |env| {
        buffer.slot()?;
        let result = result.required()?;
        let buffer = any_buffer(env, buffer)?;
        if length.checked_add(byte_offset).is_none_or(|end| end > buffer.byte_length()) {
            throw_range_error(
                env,
                "ERR_NAPI_INVALID_DATAVIEW_ARGS",
                "byte_offset + byte_length should be less than or equal to the size in bytes of the array passed in",
            );
            return Err(Failure::PendingException);
        }
        result.put(v8::DataView::new(env.scope(), buffer, byte_offset, length));
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_is_dataview(env: EnvPtr, value: Value, result: Out<bool>) -> napi_status {
    entry!(napi_is_dataview, env, |env| {
        let value = value.local(env)?;
        result.required()?.set(value.is_data_view());
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_get_dataview_info(
    env: EnvPtr,
    view: Value,
    length: Out<usize>,
    data: Out<Opaque>,
    buffer: Out<Value>,
    byte_offset: Out<usize>,
) -> napi_status {
    entry!(napi_get_dataview_info, env, |env| {
        let view = view.local(env)?.try_cast::<v8::DataView>().map_err(|_| Failure::InvalidArg)?;
        if length.is_wanted() {
            length.set_if_wanted(view.byte_length());
        }
        view_info(env, view.into(), data, buffer, byte_offset)
    })
}

// -- Buffers

/// A Buffer on part of an ArrayBuffer: a Uint8Array with Node's prototype.
fn buffer_on<'e>(
    env: &'e Env,
    memory: v8::Local<'e, v8::ArrayBuffer>,
    byte_offset: usize,
    length: usize,
) -> Result<v8::Local<'e, v8::Uint8Array>> {
    let array =
        env.attempt(Failure::GenericFailure, || v8::Uint8Array::new(env.scope(), memory, byte_offset, length))?;
    let sample = env.core.buffer_sample.get();
    // SAFETY: live handles; the array is new, and the core keeps its sample.
    if sample.is_empty() || !unsafe { adopt_map(slot_of(array), sample.slot()) } {
        like_buffers(env, array)?;
    }
    Ok(array)
}

/// A Buffer on all of a new ArrayBuffer.
#[inline(always)]
fn buffer_on_new(env: &Env, memory: &Memory<'_>, length: usize) -> Result<Value> {
    let sample = env.core.buffer_sample.get();
    if !sample.is_empty() {
        // SAFETY: the buffer is new, and the core keeps its sample, which nobody has.
        if let Some(view) = unsafe { memory.known_view(env.scope(), length, sample.slot()) } {
            return Ok(Value::of(view));
        }
    }
    Ok(Value::of(buffer_on(env, memory.buffer, 0, length)?))
}

/// What makes a Uint8Array a Buffer. The first one is made for the sake of those that follow.
#[cold]
fn like_buffers(env: &Env, array: v8::Local<'_, v8::Uint8Array>) -> Result {
    let (scope, core) = (env.scope(), &env.core);
    let prototype = core.buffer_prototype().ok_or(Failure::GenericFailure)?;
    let adopt = |array: v8::Local<'_, v8::Uint8Array>| {
        env.attempt(Failure::GenericFailure, || array.set_prototype(scope, prototype)).map(drop)
    };
    if core.buffer_sample.get().is_empty() {
        let memory = v8::ArrayBuffer::new(scope, 0);
        let sample = env.attempt(Failure::GenericFailure, || v8::Uint8Array::new(scope, memory, 0, 0))?;
        adopt(sample)?;
        // SAFETY: a live handle of the current isolate.
        core.buffer_sample.set(unsafe { Persistent::strong(env.isolate, slot_of(sample)) });
    }
    adopt(array)
}

/// The largest length of a typed array.
const LARGEST: usize = (1 << 53) - 1;
/// From this size on memory is asked for here, because V8 ends the process when it does not get it.
const LARGE: usize = 1 << 28;

unsafe extern "C" fn free_memory(data: Opaque, _length: usize, _unused: Opaque) {
    // SAFETY: from `calloc` in `memory_of`, given up by its only owner.
    unsafe { libc::free(data) }
}

/// Memory that an addon gives must be there: Node ends the process over it.
fn check_memory(data: Opaque, length: usize) -> Result {
    if data.is_null() && length > 0 { Err(Failure::InvalidArg) } else { Ok(()) }
}

/// Throws what Node throws for a Buffer that is larger than a typed array can be.
fn check_size(env: &Env, size: usize) -> Result {
    if size <= LARGEST {
        return Ok(());
    }
    throw_error(env, "ERR_BUFFER_TOO_LARGE", &format!("Cannot create a Buffer larger than {LARGEST:#x} bytes"));
    Err(Failure::GenericFailure)
}

/// The same for memory of the addon's. As in Node it is given back then, although the call fails.
fn check_external_size(env: &Env, length: usize, finalizer: Finalizer) -> Result {
    if length > LARGEST {
        env.run_finalizer(finalizer, ExceptionPolicy::Enforced);
    }
    check_size(env, length)
}

/// Memory for a Buffer of `size` bytes, which may hold anything, as in Node; throws what Node throws if there is none.
#[inline(always)]
fn memory_of(env: &Env, size: usize) -> Result<Memory<'_>> {
    match memory::array_buffer(env.scope(), size, Contents::Anything) {
        Some(memory) => Ok(memory),
        None => memory_from_v8(env, size),
    }
}

#[cold]
fn memory_from_v8(env: &Env, size: usize) -> Result<Memory<'_>> {
    if size < LARGE {
        let buffer = v8::ArrayBuffer::new(env.scope(), size);
        return Ok(Memory { buffer, data: data_of(buffer) });
    }
    check_size(env, size)?;
    // SAFETY: no precondition.
    let data = unsafe { libc::calloc(size, 1) };
    if data.is_null() {
        throw_range_error(env, "ERR_MEMORY_ALLOCATION_FAILED", "Failed to allocate memory");
        return Err(Failure::GenericFailure);
    }
    // SAFETY: `data` is ours, that long, and freed by the deleter alone.
    let store = unsafe { v8::ArrayBuffer::new_backing_store_from_ptr(data, size, free_memory, null_mut()) };
    Ok(Memory { buffer: v8::ArrayBuffer::with_backing_store(env.scope(), &store.make_shared()), data })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_create_buffer(env: EnvPtr, size: usize, data: Out<Opaque>, result: Out<Value>) -> napi_status {
    entry!(napi_create_buffer, env, |env| {
        let result = result.required()?;
        let memory = memory_of(env, size)?;
        let buffer = buffer_on_new(env, &memory, size)?;
        data.set_if_wanted(memory.data);
        result.set(buffer);
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_create_buffer_copy(
    env: EnvPtr,
    length: usize,
    source: In<u8>,
    data: Out<Opaque>,
    result: Out<Value>,
) -> napi_status {
    entry!(napi_create_buffer_copy, env, |env| {
        let result = result.required()?;
        let memory = memory_of(env, length)?;
        let source = source.slice(length)?;
        if !memory.data.is_null() {
            // SAFETY: the new buffer has that many bytes, and nobody else knows it.
            unsafe { std::ptr::copy_nonoverlapping(source.as_ptr(), memory.data.cast(), length) }
        }
        let buffer = buffer_on_new(env, &memory, length)?;
        data.set_if_wanted(memory.data);
        result.set(buffer);
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_create_external_buffer(
    env: EnvPtr,
    length: usize,
    data: Opaque,
    finalize: Option<FinalizeCallback>,
    hint: Opaque,
    result: Out<Value>,
) -> napi_status {
    entry!(napi_create_external_buffer, env, |env| {
        let result = result.required()?;
        let finalizer = Finalizer { callback: finalize, data, hint };
        check_external_size(env, length, finalizer)?;
        check_memory(data, length)?;
        // Asked for first: if there is none the addon keeps its memory.
        env.core.buffer_prototype().ok_or(Failure::GenericFailure)?;
        let buffer = external_buffer(env, data, length, finalizer);
        let memory = Memory { buffer, data: data_of(buffer) };
        result.set(buffer_on_new(env, &memory, buffer.byte_length())?);
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn node_api_create_buffer_from_arraybuffer(
    env: EnvPtr,
    memory: Value,
    byte_offset: usize,
    length: usize,
    result: Out<Value>,
) -> napi_status {
    // As in Node, another kind of value is not recorded as the last error, and a range that does not fit only throws.
    let mut is_buffer = true;
    let status = entry!(node_api_create_buffer_from_arraybuffer, env, |env| {
        let memory = memory.local(env)?;
        let result = result.required()?;
        let Ok(memory) = memory.try_cast::<v8::ArrayBuffer>() else {
            is_buffer = false;
            return Ok(());
        };
        if byte_offset.checked_add(length).is_none_or(|end| end > memory.byte_length()) {
            throw_range_error(env, "ERR_OUT_OF_RANGE", "The byte offset + length is out of range");
            return Ok(());
        }
        result.put(buffer_on(env, memory, byte_offset, length)?);
        Ok(())
    });
    if is_buffer { status } else { INVALID_ARG }
}

/// Any view counts.
#[unsafe(no_mangle)]
pub extern "C" fn napi_is_buffer(env: EnvPtr, value: Value, result: Out<bool>) -> napi_status {
    entry!(napi_is_buffer, env, |env| {
        let value = value.local(env)?;
        result.required()?.set(value.is_array_buffer_view());
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn napi_get_buffer_info(
    env: EnvPtr,
    value: Value,
    data: Out<Opaque>,
    length: Out<usize>,
) -> napi_status {
    entry!(napi_get_buffer_info, env, |env| {
        // SAFETY: read from a live handle just now; the maps are the isolate's.
        if let Some(view) = unsafe { value.tagged()?.typed_array(&env.core.maps) } {
            data.set_if_wanted(view.data);
            length.set_if_wanted(view.byte_length);
            return Ok(());
        }
        let view = value.local(env)?.try_cast::<v8::ArrayBufferView>().map_err(|_| Failure::InvalidArg)?;
        if data.is_wanted() {
            data.set_if_wanted(view.data());
        }
        if length.is_wanted() {
            length.set_if_wanted(view.byte_length());
        }
        Ok(())
    })
}
