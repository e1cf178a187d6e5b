// Properties of the global object, and of what modules export, whose value is made when they are first read, and that look like any
// other: V8's lazy data properties. Included by the runtime and by build.rs: the snapshot holds such properties, and knows their
// getter (`get_lazy_property` of the including file) by its place among the external references.
//
// The getter finds the value by its name and its object. A function as V8's `data` would be in the part of the snapshot that all
// contexts share, and would bring a second copy of everything it refers to.

/// `defineLazyProperty(name, enumerable, target | undefined)`: of the global object when there is no target.
fn define_lazy_property(scope: &mut v8::PinScope, args: v8::FunctionCallbackArguments, _rv: v8::ReturnValue) {
    let Ok(name) = v8::Local::<v8::Name>::try_from(args.get(0)) else { return };
    let attributes =
        if args.get(1).is_true() { v8::PropertyAttribute::NONE } else { v8::PropertyAttribute::DONT_ENUM };
    let data = v8::undefined(scope).into();
    let target = match v8::Local::<v8::Object>::try_from(args.get(2)) {
        Ok(target) => v8::Local::new(scope, target),
        Err(_) => scope.get_current_context().global(scope),
    };
    // `None`: an exception is pending.
    let _ = target.set_lazy_data_property_with_data(
        scope,
        name,
        get_lazy_property,
        data,
        attributes,
        v8::SideEffectType::HasSideEffect,
        v8::SideEffectType::HasSideEffect,
    );
}

/// What a snapshot refers to the getter by: the last of the references.
fn lazy_property_reference() -> v8::ExternalReference {
    let getter: v8::AccessorNameGetterCallback = v8::MapFnTo::map_fn_to(get_lazy_property);
    v8::ExternalReference { pointer: getter as *mut std::ffi::c_void }
}
