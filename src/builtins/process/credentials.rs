//! User and group identities. Ids come from JavaScript as numbers or names; the setters answer 1 for a name that nobody has.

use super::throw_errno_exception;
use std::ffi::CString;

pub fn getuid(_: &mut v8::PinScope, _: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    rv.set_uint32(rustix::process::getuid().as_raw());
}

pub fn geteuid(_: &mut v8::PinScope, _: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    rv.set_uint32(rustix::process::geteuid().as_raw());
}

pub fn getgid(_: &mut v8::PinScope, _: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    rv.set_uint32(rustix::process::getgid().as_raw());
}

pub fn getegid(_: &mut v8::PinScope, _: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    rv.set_uint32(rustix::process::getegid().as_raw());
}

pub fn getgroups(scope: &mut v8::PinScope, _: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let mut groups: Vec<u32> = match rustix::process::getgroups() {
        Ok(groups) => groups.iter().map(|group| group.as_raw()).collect(),
        Err(error) => {
            return throw_errno_exception(scope, error.raw_os_error(), "getgroups", None);
        }
    };
    let effective = rustix::process::getegid().as_raw();
    if !groups.contains(&effective) {
        groups.push(effective);
    }
    let values: Vec<v8::Local<v8::Value>> =
        groups.iter().map(|group| v8::Integer::new_from_unsigned(scope, *group).into()).collect();
    rv.set(v8::Array::new_with_elements(scope, &values).into());
}

fn throw_last_error(scope: &mut v8::PinScope<'_, '_>, syscall: &str) {
    throw_errno_exception(scope, std::io::Error::last_os_error().raw_os_error().unwrap_or(libc::EIO), syscall, None);
}

#[derive(Clone, Copy)]
enum Kind {
    User,
    Group,
}

/// The id of a user or group name, `None` when nobody has it.
fn look_up(kind: Kind, name: &str) -> Option<u32> {
    let name = CString::new(name).ok()?;
    let mut buffer = vec![0u8; 16 << 10];
    // SAFETY: the buffer outlives the result, of which only a number is kept; `entry` is set only to point at `record`.
    unsafe {
        match kind {
            Kind::User => {
                let mut record: libc::passwd = std::mem::zeroed();
                let mut entry = std::ptr::null_mut();
                libc::getpwnam_r(name.as_ptr(), &mut record, buffer.as_mut_ptr().cast(), buffer.len(), &mut entry);
                (!entry.is_null()).then_some(record.pw_uid)
            }
            Kind::Group => {
                let mut record: libc::group = std::mem::zeroed();
                let mut entry = std::ptr::null_mut();
                libc::getgrnam_r(name.as_ptr(), &mut record, buffer.as_mut_ptr().cast(), buffer.len(), &mut entry);
                (!entry.is_null()).then_some(record.gr_gid)
            }
        }
    }
}

fn id_of(scope: &mut v8::PinScope<'_, '_>, kind: Kind, value: v8::Local<'_, v8::Value>) -> Option<u32> {
    if value.is_number() {
        return value.uint32_value(scope);
    }
    look_up(kind, &value.to_rust_string_lossy(scope))
}

fn set_id(
    scope: &mut v8::PinScope<'_, '_>,
    args: &v8::FunctionCallbackArguments,
    mut rv: v8::ReturnValue,
    kind: Kind,
    syscall: &'static str,
    set: unsafe extern "C" fn(u32) -> libc::c_int,
) {
    let Some(id) = id_of(scope, kind, args.get(0)) else {
        rv.set_int32(1);
        return;
    };
    // SAFETY: the functions take any number; glibc changes the identity of all threads.
    if unsafe { set(id) } != 0 {
        throw_last_error(scope, syscall);
        return;
    }
    rv.set_int32(0);
}

pub fn setuid(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, rv: v8::ReturnValue) {
    set_id(scope, &args, rv, Kind::User, "setuid", libc::setuid);
}

pub fn seteuid(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, rv: v8::ReturnValue) {
    set_id(scope, &args, rv, Kind::User, "seteuid", libc::seteuid);
}

pub fn setgid(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, rv: v8::ReturnValue) {
    set_id(scope, &args, rv, Kind::Group, "setgid", libc::setgid);
}

pub fn setegid(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, rv: v8::ReturnValue) {
    set_id(scope, &args, rv, Kind::Group, "setegid", libc::setegid);
}

/// Answers the place (from 1) of the first group that does not exist, else 0.
pub fn setgroups(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let Ok(list) = v8::Local::<v8::Array>::try_from(args.get(0)) else {
        return;
    };
    let mut groups = Vec::new();
    for index in 0..list.length() {
        let Some(value) = list.get_index(scope, index) else {
            return;
        };
        let Some(id) = id_of(scope, Kind::Group, value) else {
            rv.set_uint32(index + 1);
            return;
        };
        groups.push(id);
    }
    // SAFETY: the pointer and the length describe `groups`.
    if unsafe { libc::setgroups(groups.len(), groups.as_ptr()) } != 0 {
        throw_last_error(scope, "setgroups");
        return;
    }
    rv.set_int32(0);
}

/// Answers 1 for an unknown user, 2 for an unknown group, else 0.
pub fn initgroups(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, mut rv: v8::ReturnValue) {
    let user = args.get(0);
    let name = if user.is_number() {
        user.uint32_value(scope).and_then(user_name)
    } else {
        CString::new(user.to_rust_string_lossy(scope)).ok()
    };
    let Some(name) = name else {
        rv.set_int32(1);
        return;
    };
    let Some(group) = id_of(scope, Kind::Group, args.get(1)) else {
        rv.set_int32(2);
        return;
    };
    // SAFETY: the name is a C string that lives through the call.
    if unsafe { libc::initgroups(name.as_ptr(), group) } != 0 {
        throw_last_error(scope, "initgroups");
        return;
    }
    rv.set_int32(0);
}

fn user_name(id: u32) -> Option<CString> {
    let mut buffer = vec![0u8; 16 << 10];
    // SAFETY: the name is copied out of the buffer before it goes away.
    unsafe {
        let mut record: libc::passwd = std::mem::zeroed();
        let mut entry = std::ptr::null_mut();
        libc::getpwuid_r(id, &mut record, buffer.as_mut_ptr().cast(), buffer.len(), &mut entry);
        (!entry.is_null()).then(|| std::ffi::CStr::from_ptr(record.pw_name).to_owned())
    }
}
