// Every function of the Node-API ABI, once: `version class name`.
//
// This file is one invocation of a macro that the includer defines, so that the crate (`src/table.rs`) and a build script
// (the list of exported symbols of the `anode` binary) read the same rows. Adding a function is one row here and one body
// under `src/api/`; the README says how. `0` as version means experimental.
//
// Classes, from the least to the most that a function may do:
//   any_thread   touches nothing that belongs to the JavaScript thread
//   basic        legal in a finalizer that runs inside the garbage collector; never runs JavaScript
//   no_js        cannot throw or run JavaScript, but touches the heap
//   may_run_js   may throw or run JavaScript: refuses while an exception is pending

functions! {
    // Errors
    1 basic napi_get_last_error_info,
    1 may_run_js napi_throw,
    1 may_run_js napi_throw_error,
    1 may_run_js napi_throw_type_error,
    1 may_run_js napi_throw_range_error,
    9 may_run_js node_api_throw_syntax_error,
    1 no_js napi_is_error,
    1 no_js napi_create_error,
    1 no_js napi_create_type_error,
    1 no_js napi_create_range_error,
    9 no_js node_api_create_syntax_error,
    1 no_js napi_get_and_clear_last_exception,
    1 no_js napi_is_exception_pending,
    3 may_run_js napi_fatal_exception,
    1 any_thread napi_fatal_error,

    // Object lifetime
    1 no_js napi_open_handle_scope,
    1 no_js napi_close_handle_scope,
    1 no_js napi_open_escapable_handle_scope,
    1 no_js napi_close_escapable_handle_scope,
    1 no_js napi_escape_handle,
    1 no_js napi_create_reference,
    1 basic napi_delete_reference,
    1 no_js napi_reference_ref,
    1 no_js napi_reference_unref,
    1 no_js napi_get_reference_value,

    // Environment life cycle
    6 basic napi_set_instance_data,
    6 basic napi_get_instance_data,
    3 basic napi_add_env_cleanup_hook,
    3 basic napi_remove_env_cleanup_hook,
    8 basic napi_add_async_cleanup_hook,
    8 any_thread napi_remove_async_cleanup_hook,

    // Module registration
    1 any_thread napi_module_register,
    9 basic node_api_get_module_file_name,

    // Values: creating them
    1 no_js napi_create_array,
    1 no_js napi_create_array_with_length,
    5 may_run_js napi_create_date,
    1 may_run_js napi_create_external,
    1 no_js napi_create_object,
    0 no_js node_api_create_object_with_properties,
    1 no_js napi_create_symbol,
    9 no_js node_api_symbol_for,
    1 no_js napi_create_int32,
    1 no_js napi_create_uint32,
    1 no_js napi_create_int64,
    1 no_js napi_create_double,
    6 no_js napi_create_bigint_int64,
    6 no_js napi_create_bigint_uint64,
    6 may_run_js napi_create_bigint_words,
    1 no_js napi_get_boolean,
    1 no_js napi_get_global,
    1 no_js napi_get_null,
    1 no_js napi_get_undefined,

    // Values: strings
    1 no_js napi_create_string_latin1,
    1 no_js napi_create_string_utf8,
    1 no_js napi_create_string_utf16,
    10 no_js node_api_create_property_key_latin1,
    10 no_js node_api_create_property_key_utf8,
    10 no_js node_api_create_property_key_utf16,
    10 no_js node_api_create_external_string_latin1,
    10 no_js node_api_create_external_string_utf16,
    1 no_js napi_get_value_string_latin1,
    1 no_js napi_get_value_string_utf8,
    1 no_js napi_get_value_string_utf16,

    // Values: buffers
    1 may_run_js napi_create_arraybuffer,
    1 may_run_js napi_create_external_arraybuffer,
    1 no_js napi_is_arraybuffer,
    1 no_js napi_get_arraybuffer_info,
    7 no_js napi_detach_arraybuffer,
    7 no_js napi_is_detached_arraybuffer,
    0 no_js node_api_is_sharedarraybuffer,
    0 may_run_js node_api_create_sharedarraybuffer,
    0 may_run_js node_api_create_external_sharedarraybuffer,
    1 may_run_js napi_create_typedarray,
    1 no_js napi_is_typedarray,
    1 no_js napi_get_typedarray_info,
    1 may_run_js napi_create_dataview,
    1 no_js napi_is_dataview,
    1 no_js napi_get_dataview_info,
    1 may_run_js napi_create_buffer,
    1 may_run_js napi_create_buffer_copy,
    1 may_run_js napi_create_external_buffer,
    10 may_run_js node_api_create_buffer_from_arraybuffer,
    1 no_js napi_is_buffer,
    1 no_js napi_get_buffer_info,

    // Values: reading them
    1 no_js napi_typeof,
    1 no_js napi_get_value_double,
    1 no_js napi_get_value_int32,
    1 no_js napi_get_value_uint32,
    1 no_js napi_get_value_int64,
    1 no_js napi_get_value_bool,
    1 no_js napi_get_value_external,
    6 no_js napi_get_value_bigint_int64,
    6 no_js napi_get_value_bigint_uint64,
    6 no_js napi_get_value_bigint_words,
    5 no_js napi_is_date,
    5 may_run_js napi_get_date_value,
    1 no_js napi_is_array,
    1 may_run_js napi_get_array_length,

    // Abstract operations
    1 may_run_js napi_coerce_to_bool,
    1 may_run_js napi_coerce_to_number,
    1 may_run_js napi_coerce_to_object,
    1 may_run_js napi_coerce_to_string,
    1 may_run_js napi_instanceof,
    1 may_run_js napi_strict_equals,

    // Properties
    1 may_run_js napi_get_property_names,
    6 may_run_js napi_get_all_property_names,
    1 may_run_js napi_set_property,
    1 may_run_js napi_has_property,
    1 may_run_js napi_get_property,
    1 may_run_js napi_delete_property,
    1 may_run_js napi_has_own_property,
    1 may_run_js napi_set_named_property,
    1 may_run_js napi_has_named_property,
    1 may_run_js napi_get_named_property,
    1 may_run_js napi_set_element,
    1 may_run_js napi_has_element,
    1 may_run_js napi_get_element,
    1 may_run_js napi_delete_element,
    1 may_run_js napi_define_properties,
    8 may_run_js napi_object_freeze,
    8 may_run_js napi_object_seal,
    1 may_run_js napi_get_prototype,
    0 may_run_js node_api_set_prototype,

    // Functions
    1 may_run_js napi_create_function,
    1 may_run_js napi_call_function,
    1 basic napi_get_cb_info,
    1 no_js napi_get_new_target,
    1 may_run_js napi_new_instance,

    // Object wrap
    1 may_run_js napi_define_class,
    1 may_run_js napi_wrap,
    1 may_run_js napi_unwrap,
    1 may_run_js napi_remove_wrap,
    8 may_run_js napi_type_tag_object,
    8 may_run_js napi_check_object_type_tag,
    5 no_js napi_add_finalizer,
    0 basic node_api_post_finalizer,

    // Asynchronous work
    1 no_js napi_create_async_work,
    1 no_js napi_delete_async_work,
    1 basic napi_queue_async_work,
    1 basic napi_cancel_async_work,

    // Asynchronous contexts
    1 no_js napi_async_init,
    1 no_js napi_async_destroy,
    1 may_run_js napi_make_callback,
    3 no_js napi_open_callback_scope,
    3 no_js napi_close_callback_scope,

    // Versions
    1 basic napi_get_node_version,
    1 basic napi_get_version,

    // Memory, promises, scripts, the libuv loop
    1 basic napi_adjust_external_memory,
    1 may_run_js napi_create_promise,
    1 may_run_js napi_resolve_deferred,
    1 may_run_js napi_reject_deferred,
    1 no_js napi_is_promise,
    1 may_run_js napi_run_script,
    2 basic napi_get_uv_event_loop,

    // Thread-safe functions
    4 no_js napi_create_threadsafe_function,
    4 any_thread napi_get_threadsafe_function_context,
    4 any_thread napi_call_threadsafe_function,
    4 any_thread napi_acquire_threadsafe_function,
    4 any_thread napi_release_threadsafe_function,
    4 any_thread napi_unref_threadsafe_function,
    4 any_thread napi_ref_threadsafe_function,
}
