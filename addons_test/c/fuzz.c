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
  switch (pick(fuzz, 8)) {
    case 0:
      OK(napi_create_int32(env, number, &value));
      if (JS(napi_set_property(env, target, name, value)) == napi_ok && !object->frozen) object->values[key] = number;
      break;
    case 1:
      OK(napi_create_int32(env, number, &value));
      if (JS(napi_set_named_property(env, target, text, value)) == napi_ok && !object->frozen) object->values[key] = number;
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
      CHECK(answer == !(object->frozen && object->values[key] != ABSENT));
      if (answer) object->values[key] = ABSENT;
      break;
    case 6:
      if (pick(fuzz, 4) == 0 && JS(napi_object_freeze(env, target)) == napi_ok) object->frozen = true;
      break;
    default: {
      uint32_t length = 0, expected = 0;
      if (JS(napi_get_property_names(env, target, &value)) != napi_ok) break;
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

// -- Plain values

static void use_numbers(Fuzz* fuzz) {
  static const double special[] = {0, -0.0, 0.5, -1.5, 2147483647, 2147483648, -2147483649, 4294967296, 9007199254740993, 9.3e18, -9.3e18, 1e300};
  napi_env env = fuzz->env;
  napi_value value;
  double number = pick(fuzz, 2) ? special[pick(fuzz, 12)] : (double)(int32_t)pick(fuzz, 1u << 31), back;
  int32_t small;
  uint32_t positive;
  int64_t large;
  if (pick(fuzz, 8) == 0) number = pick(fuzz, 2) ? 1 / 0.0 : 0 / 0.0;
  OK(napi_create_double(env, number, &value));
  OK(napi_get_value_double(env, value, &back));
  CHECK(back == number || number != number);
  OK(napi_get_value_int32(env, value, &small));
  OK(napi_get_value_uint32(env, value, &positive));
  OK(napi_get_value_int64(env, value, &large));
  CHECK((uint32_t)small == positive);
  note(fuzz, (uint64_t)(uint32_t)small);
  note(fuzz, (uint64_t)large);
  uint64_t words[4] = {pick(fuzz, UINT32_MAX), pick(fuzz, UINT32_MAX), pick(fuzz, 2), pick(fuzz, UINT32_MAX)}, read[4] = {0};
  size_t count = pick(fuzz, 5), got = 4;
  int sign = (int)pick(fuzz, 2), sign_back;
  if (JS(napi_create_bigint_words(env, sign, count, words, &value)) != napi_ok) return;
  OK(napi_get_value_bigint_words(env, value, &sign_back, &got, read));
  for (size_t i = 0; i < 4; i++) CHECK(read[i] == (i < count ? words[i] : 0) || got <= i);
  note(fuzz, got);
}

static void use_strings(Fuzz* fuzz) {
  napi_env env = fuzz->env;
  napi_value value;
  size_t length = pick(fuzz, 4) ? pick(fuzz, 40) : pick(fuzz, 3000), written, size;
  char* text = malloc(length + 1);
  uint16_t* units = malloc((length + 1) * sizeof(*units));
  char* back = malloc(length * 3 + 8);
  for (size_t i = 0; i < length; i++) text[i] = (char)(pick(fuzz, 6) ? 'a' + pick(fuzz, 26) : pick(fuzz, 256));
  for (size_t i = 0; i < length; i++) units[i] = (uint16_t)(pick(fuzz, 4) ? 'a' + pick(fuzz, 26) : pick(fuzz, 0x10000));
  switch (pick(fuzz, 3)) {
    case 0: OK(napi_create_string_latin1(env, text, length, &value)); break;
    case 1: OK(napi_create_string_utf16(env, units, length, &value)); break;
    default: OK(napi_create_string_utf8(env, text, length, &value));
  }
  OK(napi_get_value_string_utf8(env, value, NULL, 0, &size));
  note(fuzz, size);
  CHECK(size <= length * 3);
  // A buffer of any size: never written beyond, always terminated, cut between characters.
  size_t room = 1 + pick(fuzz, (uint32_t)size + 2);
  memset(back, '#', length * 3 + 8);
  OK(napi_get_value_string_utf8(env, value, back, room, &written));
  CHECK(written < room && written <= size && back[written] == 0 && back[room] == '#');
  CHECK(room <= size || written == size);
  for (size_t i = 0; i < written; i++) note(fuzz, (uint8_t)back[i]);
  memset(back, '#', length * 3 + 8);
  OK(napi_get_value_string_latin1(env, value, back, room, &written));
  CHECK(written < room && back[written] == 0 && back[room] == '#');
  for (size_t i = 0; i < written; i++) note(fuzz, (uint8_t)back[i]);
  free(text);
  free(units);
  free(back);
}

static void use_buffers(Fuzz* fuzz) {
  napi_env env = fuzz->env;
  napi_value value, view;
  void *data, *again;
  size_t length, size = pick(fuzz, 200), offset = pick(fuzz, 24), count = pick(fuzz, 24);
  Thing* thing;
  switch (pick(fuzz, 6)) {
    case 0:
      if (JS(napi_create_arraybuffer(env, size, &data, &value)) != napi_ok) return;
      if (size) memset(data, 7, size);
      OK(napi_get_arraybuffer_info(env, value, &again, &length));
      CHECK(length == size && (size == 0 || again == data));
      JS(napi_create_typedarray(env, (napi_typedarray_type)pick(fuzz, 11), count, value, offset, &view));
      JS(napi_create_dataview(env, count, value, offset, &view));
      if (pick(fuzz, 3) == 0) {
        bool detached;
        OK(napi_detach_arraybuffer(env, value));
        OK(napi_is_detached_arraybuffer(env, value, &detached));
        CHECK(detached);
      }
      break;
    case 1:
      if (JS(napi_create_buffer(env, size, &data, &value)) != napi_ok) return;
      OK(napi_get_buffer_info(env, value, &again, &length));
      CHECK(length == size && (size == 0 || again == data));
      break;
    case 2:
      if (JS(napi_create_buffer_copy(env, 64, "0123456789012345678901234567890123456789012345678901234567890123", &data, &value)) != napi_ok) return;
      CHECK(memcmp(data, "0123", 4) == 0);
      break;
    case 3:
    case 4:
      thing = new_thing();
      if ((pick(fuzz, 2) ? JS(napi_create_external_buffer(env, 64, thing->memory, finalize, thing, &value))
                         : JS(napi_create_external_arraybuffer(env, thing->memory, 64, finalize, thing, &value))) != napi_ok) {
        end_thing(thing);
        return;
      }
      bool is;
      OK(napi_is_arraybuffer(env, value, &is));
      if (is) OK(napi_get_arraybuffer_info(env, value, &again, &length));
      else OK(napi_get_buffer_info(env, value, &again, &length));
      CHECK(length == 64 && again == thing->memory);
      break;
    default:
      thing = new_thing();
      if (JS(napi_create_external(env, thing, finalize, NULL, &value)) != napi_ok) {
        end_thing(thing);
        return;
      }
      OK(napi_get_value_external(env, value, &data));
      CHECK(data == thing);
  }
}

// -- Exceptions

static void use_exceptions(Fuzz* fuzz) {
  napi_env env = fuzz->env;
  napi_value value;
  const napi_extended_error_info* error;
  switch (pick(fuzz, 4)) {
    case 0:
      CHECK(PLAIN(napi_throw_error(env, "FUZZ", "thrown")) == (fuzz->pending ? napi_pending_exception : napi_ok));
      fuzz->pending = true;
      break;
    default: {
      bool was = fuzz->pending, is_error;
      fuzz->pending = false;
      OK(napi_get_and_clear_last_exception(env, &value));
      OK(napi_is_error(env, value, &is_error));
      CHECK(is_error == was);
      OK(napi_get_last_error_info(env, &error));
      CHECK(error->error_code == napi_ok);
    }
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
      CHECK(!fuzz->objects[index].frozen);
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
    use_references, use_references, use_references, use_numbers, use_strings, use_buffers, use_buffers, use_exceptions, use_instance_data,
    use_hooks, use_async_hooks, use_queues, use_queues, use_works, call_out, nest,
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
