// Random sequences of Node-API calls from a seed, on values that live as long as the sequence wants. Two things are checked: a
// model of what the addon has (counts of references, wraps, tags, properties, pending exceptions, instance data, hooks, queues)
// must agree after each call, or the process aborts and names seed and step; and a digest of all statuses and results, for
// comparing with another runtime. What has a finalizer or a completion must see it exactly once (`account`). When the worker is
// ended in the middle, only the latter counts: calls fail from then on, and the sequence stops.

#ifndef NAPI_EXPERIMENTAL
#define NAPI_VERSION 10
#endif
#include "common.h"
#include "fuzz_model.h"
#include "fuzz_async.h"
#include "fuzz_values.h"

// -- Objects

static void make_object(Fuzz* fuzz) {
  napi_env env = fuzz->env;
  int index = (int)pick(fuzz, OBJECTS);
  Object* object = &fuzz->objects[index];
  napi_value value = NULL, constructor;
  if (object->root) return;
  memset(object, 0, sizeof(*object));
  switch (pick(fuzz, 4)) {
    case 0: OK(napi_create_object(env, &value)); break;
    case 1: OK(napi_create_array(env, &value)); break;
    case 2: OK(napi_get_reference_value(env, fuzz->callback, &value)); OK(napi_create_object(env, &value)); break;
    default:
      OK(napi_get_reference_value(env, fuzz->class_, &constructor));
      if (JS(napi_new_instance(env, constructor, 0, NULL, &value)) != napi_ok) return;
      object->instance = true;
  }
  for (int key = 0; key < KEYS; key++) object->values[key] = ABSENT;
  OK(napi_create_reference(env, value, 1, &object->root));
}

// From now on the object may be collected, and everything tied to it ends.
static void drop_object(Fuzz* fuzz) {
  int index = some_object(fuzz);
  if (index < 0) return;
  OK(napi_delete_reference(fuzz->env, fuzz->objects[index].root));
  memset(&fuzz->objects[index], 0, sizeof(Object));
  for (int i = 0; i < REFERENCES; i++) {
    if (fuzz->references[i].object == index) fuzz->references[i].object = -1;
  }
}

static bool can_set(const Object* object, int key) { return !object->frozen && (!object->sealed || object->values[key] != ABSENT); }

static void use_properties(Fuzz* fuzz) {
  napi_env env = fuzz->env;
  int index = some_object(fuzz), key = (int)pick(fuzz, KEYS);
  if (index < 0) return;
  Object* object = &fuzz->objects[index];
  napi_value target = object_value(fuzz, index), name = key_value(fuzz, key), value;
  int32_t number = (int32_t)pick(fuzz, 1000), read;
  char text[8];
  bool answer;
  snprintf(text, sizeof(text), "key%d", key);
  switch (pick(fuzz, 11)) {
    case 0:
      OK(napi_create_int32(env, number, &value));
      if (JS(napi_set_property(env, target, name, value)) == napi_ok && can_set(object, key)) object->values[key] = number;
      break;
    case 1:
      OK(napi_create_int32(env, number, &value));
      if (JS(napi_set_named_property(env, target, text, value)) == napi_ok && can_set(object, key)) object->values[key] = number;
      break;
    case 2:
    case 3:
      if ((pick(fuzz, 2) ? JS(napi_get_property(env, target, name, &value)) : JS(napi_get_named_property(env, target, text, &value))) != napi_ok) break;
      if (object->values[key] == ABSENT) {
        napi_valuetype type;
        OK(napi_typeof(env, value, &type));
        CHECK(type == napi_undefined);
      } else {
        OK(napi_get_value_int32(env, value, &read));
        CHECK(read == object->values[key]);
      }
      break;
    case 4:
      if (JS(napi_has_own_property(env, target, name, &answer)) == napi_ok) CHECK(answer == (object->values[key] != ABSENT));
      break;
    case 5:
      if (JS(napi_delete_property(env, target, name, &answer)) != napi_ok) break;
      CHECK(answer == !((object->frozen || object->sealed) && object->values[key] != ABSENT));
      if (answer) object->values[key] = ABSENT;
      break;
    case 6:
      if (pick(fuzz, 4)) break;
      if (pick(fuzz, 2)) {
        if (JS(napi_object_seal(env, target)) == napi_ok) object->sealed = true;
      } else if (JS(napi_object_freeze(env, target)) == napi_ok) {
        object->frozen = true;
      }
      break;
    case 7:
      if ((pick(fuzz, 2) ? JS(napi_has_property(env, target, name, &answer)) : JS(napi_has_named_property(env, target, text, &answer))) == napi_ok)
        CHECK(answer == (object->values[key] != ABSENT));
      break;
    case 8: {
      OK(napi_create_int32(env, number, &value));
      const napi_property_descriptor descriptor = {NULL, name, NULL, NULL, NULL, value, napi_default_jsproperty, NULL};
      if (JS(napi_define_properties(env, target, 1, &descriptor)) == napi_ok && can_set(object, key)) object->values[key] = number;
      break;
    }
    case 9:
      OK(napi_get_reference_value(env, fuzz->class_, &value));
      if (JS(napi_instanceof(env, target, value, &answer)) == napi_ok) CHECK(answer == object->instance);
      break;
    default: {
      uint32_t length = 0, expected = 0;
      napi_status status = pick(fuzz, 2) ? JS(napi_get_property_names(env, target, &value))
                                         : JS(napi_get_all_property_names(env, target, (napi_key_collection_mode)pick(fuzz, 2), napi_key_enumerable | napi_key_skip_symbols,
                                                                          napi_key_numbers_to_strings, &value));
      if (status != napi_ok) break;
      OK(napi_get_array_length(env, value, &length));
      for (int i = 0; i < KEYS; i++) expected += object->values[i] != ABSENT;
      CHECK(length == expected);
    }
  }
}

static void use_wraps(Fuzz* fuzz) {
  napi_env env = fuzz->env;
  int index = some_object(fuzz);
  if (index < 0) return;
  Object* object = &fuzz->objects[index];
  napi_value target = object_value(fuzz, index);
  void* data = NULL;
  napi_status status;
  Thing* thing;
  switch (pick(fuzz, 4)) {
    case 0:
      thing = new_thing();
      status = JS(napi_wrap(env, target, thing, finalize, NULL, NULL));
      if (status == napi_ok) {
        CHECK(object->wrapped == NULL);
        object->wrapped = thing;
      } else {
        if (!fuzz->pending) CHECK(object->wrapped != NULL && status == napi_invalid_arg);
        end_thing(thing);
      }
      break;
    case 1:
    case 2:
      status = JS(napi_unwrap(env, target, &data));
      if (status != napi_pending_exception) CHECK(status == (object->wrapped ? napi_ok : napi_invalid_arg));
      if (status == napi_ok) CHECK(data == object->wrapped);
      break;
    default:
      status = JS(napi_remove_wrap(env, target, &data));
      if (status != napi_ok) break;
      CHECK(data == object->wrapped);
      end_thing(object->wrapped);
      object->wrapped = NULL;
  }
}

static void use_tags(Fuzz* fuzz) {
  static const napi_type_tag tags[] = {{0, 0}, {1, 2}, {0x1234567890abcdef, 0}, {0, 0xfedcba0987654321}};
  int index = some_object(fuzz), tag = (int)pick(fuzz, 4);
  if (index < 0) return;
  Object* object = &fuzz->objects[index];
  napi_value target = object_value(fuzz, index);
  if (pick(fuzz, 2)) {
    napi_status status = JS(napi_type_tag_object(fuzz->env, target, &tags[tag]));
    if (status == napi_ok) {
      CHECK(object->tag == 0);
      object->tag = tag + 1;
    } else if (status != napi_pending_exception) {
      CHECK(object->tag != 0 && status == napi_invalid_arg);
    }
  } else {
    bool matches;
    if (JS(napi_check_object_type_tag(fuzz->env, target, &tags[tag], &matches)) == napi_ok) CHECK(matches == (object->tag == tag + 1));
  }
}

static void add_finalizer(Fuzz* fuzz) {
  int index = some_object(fuzz);
  if (index < 0) return;
  Thing* thing = new_thing();
  OK(napi_add_finalizer(fuzz->env, object_value(fuzz, index), thing, finalize, NULL, NULL));
}

// -- References

static void use_references(Fuzz* fuzz) {
  napi_env env = fuzz->env;
  Reference* reference = &fuzz->references[pick(fuzz, REFERENCES)];
  uint32_t count = 0;
  napi_value value = NULL;
  bool same;
  if (reference->reference == NULL) {
    int index = some_object(fuzz);
    if (index < 0) return;
    *reference = (Reference){.count = pick(fuzz, 3), .object = index};
    OK(napi_create_reference(env, object_value(fuzz, index), reference->count, &reference->reference));
    return;
  }
  // While it counts, or its object lives, the reference has a value; otherwise it may have lost it.
  bool certain = reference->count > 0 || reference->object >= 0;
  switch (pick(fuzz, 5)) {
    case 0:
      if (!certain) return;
      OK(napi_reference_ref(env, reference->reference, &count));
      CHECK(count == ++reference->count);
      break;
    case 1:
      if (reference->count == 0) {
        CHECK(PLAIN(napi_reference_unref(env, reference->reference, &count)) == napi_generic_failure);
      } else {
        OK(napi_reference_unref(env, reference->reference, &count));
        CHECK(count == --reference->count);
      }
      break;
    case 2:
      if (pick(fuzz, 3)) return;
      OK(napi_delete_reference(env, reference->reference));
      memset(reference, 0, sizeof(*reference));
      break;
    default:
      OK(napi_get_reference_value(env, reference->reference, &value));
      if (certain) CHECK(value != NULL);
      if (reference->object < 0) return;
      if (JS(napi_strict_equals(env, value, object_value(fuzz, reference->object), &same)) == napi_ok) CHECK(same);
  }
}

// -- Exceptions

static void use_exceptions(Fuzz* fuzz) {
  napi_env env = fuzz->env;
  napi_value value, code = key_value(fuzz, 0), text = key_value(fuzz, 1);
  const napi_extended_error_info* error;
  bool was = fuzz->pending, is_error;
  napi_status status;
  switch (pick(fuzz, 8)) {
    case 0:
      switch (pick(fuzz, 5)) {
        case 0: status = PLAIN(napi_throw(env, text)); break;
        case 1: status = PLAIN(napi_throw_error(env, "FUZZ", "thrown")); break;
        case 2: status = PLAIN(napi_throw_type_error(env, NULL, "thrown")); break;
        case 3: status = PLAIN(napi_throw_range_error(env, "FUZZ", "thrown")); break;
        default: status = PLAIN(node_api_throw_syntax_error(env, "FUZZ", "thrown"));
      }
      CHECK(status == (was ? napi_pending_exception : napi_ok));
      fuzz->pending = true;
      break;
    case 1:
      switch (pick(fuzz, 4)) {
        case 0: OK(napi_create_error(env, code, text, &value)); break;
        case 1: OK(napi_create_type_error(env, NULL, text, &value)); break;
        case 2: OK(napi_create_range_error(env, code, text, &value)); break;
        default: OK(node_api_create_syntax_error(env, code, text, &value));
      }
      OK(napi_is_error(env, value, &is_error));
      CHECK(is_error);
      // Somebody listens.
      if (pick(fuzz, 4) == 0) JS(napi_fatal_exception(env, value));
      break;
    default:
      fuzz->pending = false;
      OK(napi_get_and_clear_last_exception(env, &value));
      OK(napi_is_error(env, value, &is_error));
      // Strings are thrown as well.
      CHECK(was || !is_error);
      note(fuzz, is_error);
      OK(napi_get_last_error_info(env, &error));
      CHECK(error->error_code == napi_ok);
  }
}

// -- Instance data

static void use_instance_data(Fuzz* fuzz) {
  void* data;
  // The account of the old data is closed here: its finalizer never runs.
  OK(napi_get_instance_data(fuzz->env, &data));
  CHECK(data == fuzz->instance_data);
  if (pick(fuzz, 4)) return;
  if (fuzz->instance_data) end_thing(fuzz->instance_data);
  fuzz->instance_data = new_thing();
  OK(napi_set_instance_data(fuzz->env, fuzz->instance_data, finalize_late, NULL));
}

#ifdef NAPI_EXPERIMENTAL

// -- What is experimental

static void end_shared(void* data, void* hint) { end_thing(hint); }

static void use_experimental(Fuzz* fuzz) {
  napi_env env = fuzz->env;
  napi_value value = NULL, names[KEYS], values[KEYS], prototype, found = NULL;
  int index = some_object(fuzz), count = (int)pick(fuzz, KEYS + 1);
  size_t size = 1 + pick(fuzz, 200), length;
  void *data, *again;
  Thing* thing;
  bool is;
  switch (pick(fuzz, 5)) {
    case 0:
      for (int i = 0; i < count; i++) {
        names[i] = key_value(fuzz, i);
        OK(napi_create_int32(env, i, &values[i]));
      }
      OK(napi_create_object(env, &prototype));
      OK(node_api_create_object_with_properties(env, pick(fuzz, 2) ? prototype : NULL, names, values, (size_t)count, &value));
      if (JS(napi_get_property_names(env, value, &found)) != napi_ok) return;
      uint32_t found_count;
      OK(napi_get_array_length(env, found, &found_count));
      CHECK(found_count == (uint32_t)count);
      break;
    case 1:
      if (index < 0) return;
      OK(napi_create_object(env, &prototype));
      if (JS(node_api_set_prototype(env, object_value(fuzz, index), prototype)) != napi_ok) return;
      CHECK(!fuzz->objects[index].frozen && !fuzz->objects[index].sealed);
      fuzz->objects[index].instance = false;
      if (JS(napi_get_prototype(env, object_value(fuzz, index), &found)) != napi_ok) return;
      if (JS(napi_strict_equals(env, found, prototype, &is)) == napi_ok) CHECK(is);
      break;
    case 2:
      if (JS(node_api_create_sharedarraybuffer(env, size, &data, &value)) != napi_ok) return;
      memset(data, 7, size);
      OK(node_api_is_sharedarraybuffer(env, value, &is));
      CHECK(is);
      OK(napi_get_arraybuffer_info(env, value, &again, &length));
      CHECK(length == size && again == data);
      break;
    case 3:
      thing = new_thing();
      if (JS(node_api_create_external_sharedarraybuffer(env, thing->memory, 64, end_shared, thing, &value)) != napi_ok) end_thing(thing);
      break;
    default:
      thing = new_thing();
      OK(node_api_post_finalizer(env, finalize_late, thing, NULL));
  }
}

#endif

// -- Scopes, and calls in both directions

static void run(Fuzz* fuzz, int steps);

static void call_out(Fuzz* fuzz) {
  napi_env env = fuzz->env;
  napi_value function, argument, result;
  if (fuzz->depth > 3) return;
  int outer_step = fuzz->step;
  OK(napi_get_reference_value(env, fuzz->callback, &function));
  OK(napi_create_uint32(env, pick(fuzz, 30), &argument));
  // The callback calls `step`, which goes on with this sequence, and throws now and then.
  fuzz->depth++;
  bool was = fuzz->pending;
  napi_status status = napi_call_function(env, undefined_value(env), function, 1, &argument, &result);
  fuzz->pending = was;
  fuzz->depth--;
  fuzz->step = outer_step;
  js(fuzz, "napi_call_function", status);
}

// In the context of an operation: a call, or a scope around some steps.
static void use_contexts(Fuzz* fuzz) {
  napi_env env = fuzz->env;
  napi_async_context* context = &fuzz->contexts[pick(fuzz, CONTEXTS)];
  napi_callback_scope scope;
  napi_value receiver, function, argument, result;
  int index = some_object(fuzz);
  if (*context == NULL) {
    OK(napi_async_init(env, index >= 0 && pick(fuzz, 2) ? object_value(fuzz, index) : NULL, key_value(fuzz, 2), context));
    return;
  }
  if (pick(fuzz, 4) == 0) {
    OK(napi_async_destroy(env, *context));
    *context = NULL;
    return;
  }
  if (fuzz->depth > 3) return;
  // The steps may destroy it.
  napi_async_context own = *context;
  *context = NULL;
  int outer_step = fuzz->step;
  fuzz->depth++;
  if (pick(fuzz, 2)) {
    OK(napi_open_callback_scope(env, NULL, own, &scope));
    run(fuzz, (int)pick(fuzz, 20));
    OK(napi_close_callback_scope(env, scope));
    fuzz->depth--;
    fuzz->step = outer_step;
  } else {
    OK(napi_get_reference_value(env, fuzz->callback, &function));
    OK(napi_create_uint32(env, pick(fuzz, 20), &argument));
    OK(napi_create_object(env, &receiver));
    bool was = fuzz->pending;
    napi_status status = napi_make_callback(env, pick(fuzz, 4) ? own : NULL, receiver, function, 1, &argument, &result);
    fuzz->pending = was;
    fuzz->depth--;
    fuzz->step = outer_step;
    js(fuzz, "napi_make_callback", status);
  }
  OK(napi_async_destroy(env, own));
}

// Gives back its argument, or as a constructor its instance.
static napi_value give_back(napi_env env, napi_callback_info info) {
  size_t count = 2;
  napi_value arguments[2], self, target;
  napi_valuetype type;
  void* data;
  MUST(napi_get_cb_info(env, info, &count, arguments, &self, &data));
  MUST(napi_get_new_target(env, info, &target));
  MUST(napi_typeof(env, arguments[1], &type));
  if (count != 1 || type != napi_undefined) abort();
  *(bool*)data = target != NULL;
  return target ? self : arguments[0];
}

static void make_function(Fuzz* fuzz) {
  napi_env env = fuzz->env;
  napi_value function, argument = key_value(fuzz, 3), result;
  bool constructed = false, answer;
  if (JS(napi_create_function(env, pick(fuzz, 2) ? "made" : NULL, NAPI_AUTO_LENGTH, give_back, &constructed, &function)) != napi_ok) return;
  if (pick(fuzz, 2)) {
    if (JS(napi_call_function(env, argument, function, 1, &argument, &result)) != napi_ok) return;
    CHECK(!constructed);
    if (JS(napi_strict_equals(env, result, argument, &answer)) == napi_ok) CHECK(answer);
  } else {
    if (JS(napi_new_instance(env, function, 1, &argument, &result)) != napi_ok) return;
    CHECK(constructed);
    if (JS(napi_instanceof(env, result, function, &answer)) == napi_ok) CHECK(answer);
  }
}

static void nest(Fuzz* fuzz) {
  napi_env env = fuzz->env;
  napi_value value, escaped, back;
  bool same;
  if (fuzz->depth > 6) return;
  fuzz->depth++;
  int outer_step = fuzz->step;
  if (pick(fuzz, 2)) {
    napi_handle_scope scope;
    OK(napi_open_handle_scope(env, &scope));
    run(fuzz, (int)pick(fuzz, 20));
    OK(napi_close_handle_scope(env, scope));
  } else {
    napi_escapable_handle_scope scope;
    int index = some_object(fuzz);
    OK(napi_open_escapable_handle_scope(env, &scope));
    OK(napi_create_object(env, &value));
    if (index >= 0) value = object_value(fuzz, index);
    OK(napi_escape_handle(env, scope, value, &escaped));
    CHECK(PLAIN(napi_escape_handle(env, scope, value, &back)) == napi_escape_called_twice);
    OK(napi_close_escapable_handle_scope(env, scope));
    if (index >= 0 && JS(napi_strict_equals(env, escaped, object_value(fuzz, index), &same)) == napi_ok) CHECK(same);
  }
  fuzz->step = outer_step;
  fuzz->depth--;
}

static void (*const actions[])(Fuzz*) = {
    make_object, make_object, drop_object, use_properties, use_properties, use_properties, use_wraps, use_wraps, use_tags, add_finalizer,
    use_references, use_references, use_references, use_numbers, use_wide_numbers, use_strings, use_keys, use_external_strings, use_constants,
    use_arrays, use_dates, coerce, use_scripts, use_promises, use_buffers, use_buffers, use_exceptions, use_exceptions, use_instance_data,
    use_hooks, use_async_hooks, use_queues, use_queues, use_works, call_out, use_contexts, make_function, nest,
#ifdef NAPI_EXPERIMENTAL
    use_experimental, use_experimental,
#endif
};

static void run(Fuzz* fuzz, int steps) {
  for (int i = 0; i < steps && !*fuzz->ending; i++) {
    fuzz->step++;
    ++*fuzz->progress;
    napi_handle_scope scope;
    OK(napi_open_handle_scope(fuzz->env, &scope));
    actions[pick(fuzz, sizeof(actions) / sizeof(*actions))](fuzz);
    OK(napi_close_handle_scope(fuzz->env, scope));
    // Nothing much happens while an exception is pending: it does not stay for long.
    if (fuzz->pending && pick(fuzz, 3) == 0) {
      napi_value exception;
      fuzz->pending = false;
      OK(napi_get_and_clear_last_exception(fuzz->env, &exception));
    }
  }
}

static napi_value construct(napi_env env, napi_callback_info info) {
  napi_value self;
  MUST(napi_get_cb_info(env, info, NULL, NULL, &self, NULL));
  return self;
}

// One for each environment.
static _Thread_local Fuzz* current;

// Work that was never queued has no end of its own.
static void end_works(void* data) {
  Fuzz* fuzz = data;
  for (int i = 0; i < WORKS; i++) {
    if (fuzz->works[i] && !fuzz->works[i]->queued) end_thing(fuzz->works[i]->thing);
  }
}

// `begin(seed, callback, shared, verbose)`: `shared` is an Int32Array of two numbers on shared memory.
static napi_value begin(napi_env env, napi_callback_info info) {
  ARGUMENTS(4);
  napi_value class_;
  void* shared;
  Fuzz* fuzz = current = calloc(1, sizeof(*fuzz));
  MUST(napi_get_typedarray_info(env, argv[2], NULL, NULL, &shared, NULL, NULL));
  fuzz->progress = shared;
  fuzz->ending = fuzz->progress + 1;
  fuzz->env = env;
  fuzz->call = "begin";
  fuzz->seed = (uint64_t)to_double(env, argv[0]);
  fuzz->random = fuzz->seed * 0x9e3779b97f4a7c15 + 1;
  fuzz->digest = 0xcbf29ce484222325;
  MUST(napi_get_value_bool(env, argv[3], &verbose));
  for (int i = 0; i < REFERENCES; i++) fuzz->references[i].object = -1;
  OK(napi_create_reference(env, argv[1], 1, &fuzz->callback));
  OK(napi_define_class(env, "Instance", NAPI_AUTO_LENGTH, construct, NULL, 0, NULL, &class_));
  OK(napi_create_reference(env, class_, 1, &fuzz->class_));
  OK(napi_add_env_cleanup_hook(env, end_works, fuzz));
  return NULL;
}

// `step(count)`: goes on, and answers whether to throw.
static napi_value step(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  Fuzz* fuzz = current;
  // Called from JavaScript: nothing is pending, whatever was before.
  fuzz->pending = false;
  run(fuzz, to_int32(env, argv[0]));
  return fuzz->pending ? NULL : boolean_value(env, pick(fuzz, 8) == 0);
}

// `busy()`: whether something is under way in other threads or in a queue.
static napi_value busy(napi_env env, napi_callback_info info) {
  bool is = false;
  for (int i = 0; i < WORKS; i++) is = is || (current->works[i] && current->works[i]->queued && !current->works[i]->done);
  for (int i = 0; i < QUEUES; i++) is = is || (current->queues[i] && current->queues[i]->queued > 0);
  return boolean_value(env, is);
}

// `digest()`: of all statuses and results so far.
static napi_value digest(napi_env env, napi_callback_info info) {
  char text[32];
  snprintf(text, sizeof(text), "%016llx", (unsigned long long)current->digest);
  return string_value(env, text);
}

// `end()`: nothing is strongly held by the sequence any more, and nothing keeps the process alive.
static napi_value end(napi_env env, napi_callback_info info) {
  Fuzz* fuzz = current;
  for (int i = 0; i < OBJECTS; i++) {
    if (fuzz->objects[i].root) OK(napi_delete_reference(env, fuzz->objects[i].root));
  }
  for (int i = 0; i < REFERENCES; i++) {
    if (fuzz->references[i].reference) OK(napi_delete_reference(env, fuzz->references[i].reference));
  }
  return NULL;
}

// `account()`: of the things of all environments, which have ended: how many, and how many did not end exactly once.
static napi_value account(napi_env env, napi_callback_info info) {
  napi_value result;
  int count = 0, wrong = 0;
  for (Thing* thing = atomic_exchange(&all_things, NULL); thing != NULL; count++) {
    Thing* next = thing->next;
    wrong += thing->ends != 1;
    if (thing->ends == 1) free(thing);
    thing = next;
  }
  MUST(napi_create_object(env, &result));
  MUST(napi_set_named_property(env, result, "count", number_value(env, count)));
  MUST(napi_set_named_property(env, result, "wrong", number_value(env, wrong)));
  return result;
}

EXPORT(METHOD(begin), METHOD(step), METHOD(busy), METHOD(digest), METHOD(end), METHOD(account))
