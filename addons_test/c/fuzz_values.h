// The part of fuzz.c that is about values which a step makes, looks at, and forgets.

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

// 64 bits, as numbers and as BigInts.
static void use_wide_numbers(Fuzz* fuzz) {
  napi_env env = fuzz->env;
  napi_value value;
  uint64_t bits = ((uint64_t)pick(fuzz, 1u << 31) << 33 | (uint64_t)pick(fuzz, 1u << 31) << 2) >> pick(fuzz, 64), unsigned_back;
  int64_t number = pick(fuzz, 2) ? (int64_t)bits : -(int64_t)(bits >> 1), back;
  bool lossless;
  OK(napi_create_int64(env, number, &value));
  OK(napi_get_value_int64(env, value, &back));
  CHECK(back == number || number > 1LL << 53 || number < -(1LL << 53));
  note(fuzz, (uint64_t)back);
  OK(napi_create_bigint_int64(env, number, &value));
  OK(napi_get_value_bigint_int64(env, value, &back, &lossless));
  CHECK(back == number && lossless);
  OK(napi_get_value_bigint_uint64(env, value, &unsigned_back, &lossless));
  CHECK(unsigned_back == (uint64_t)number && lossless == (number >= 0));
  OK(napi_create_bigint_uint64(env, bits, &value));
  OK(napi_get_value_bigint_uint64(env, value, &unsigned_back, &lossless));
  CHECK(unsigned_back == bits && lossless);
  OK(napi_get_value_bigint_int64(env, value, &back, &lossless));
  CHECK((uint64_t)back == bits && lossless == (bits <= INT64_MAX));
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
  memset(units, '#', (length + 1) * sizeof(*units));
  room = 1 + pick(fuzz, (uint32_t)length + 1);
  OK(napi_get_value_string_utf16(env, value, units, room, &written));
  CHECK(written < room && written <= length && units[written] == 0);
  for (size_t i = 0; i < written; i++) note(fuzz, units[i]);
  free(text);
  free(units);
  free(back);
}

// Keys are strings like others, and symbols are the same by name where that is asked for.
static void use_keys(Fuzz* fuzz) {
  napi_env env = fuzz->env;
  napi_value object, key, again, number, value;
  napi_valuetype type;
  char text[24];
  uint16_t units[24];
  size_t length = pick(fuzz, 24);
  bool same;
  for (size_t i = 0; i < length; i++) units[i] = (uint16_t)(text[i] = (char)('a' + pick(fuzz, 3)));
  OK(napi_create_string_latin1(env, text, length, &again));
  switch (pick(fuzz, 4)) {
    case 0: OK(node_api_create_property_key_latin1(env, text, length, &key)); break;
    case 1: OK(node_api_create_property_key_utf8(env, text, length, &key)); break;
    case 2: OK(node_api_create_property_key_utf16(env, units, length, &key)); break;
    default:
      OK(napi_create_symbol(env, again, &key));
      OK(napi_typeof(env, key, &type));
      CHECK(type == napi_symbol);
      if (JS(napi_strict_equals(env, key, again, &same)) == napi_ok) CHECK(!same);
      OK(node_api_symbol_for(env, text, length, &key));
      OK(node_api_symbol_for(env, text, length, &again));
  }
  if (JS(napi_strict_equals(env, key, again, &same)) == napi_ok) CHECK(same);
  OK(napi_create_object(env, &object));
  OK(napi_create_int32(env, 7, &number));
  if (JS(napi_set_property(env, object, key, number)) != napi_ok) return;
  if (JS(napi_get_property(env, object, again, &value)) != napi_ok) return;
  if (JS(napi_strict_equals(env, value, number, &same)) == napi_ok) CHECK(same);
}

static void end_text(node_api_basic_env env, void* data, void* hint) { end_thing(hint); }

static void use_external_strings(Fuzz* fuzz) {
  napi_env env = fuzz->env;
  napi_value value;
  // The finalizer of a text that is copied runs at once, and takes what is pending for its own exception.
  if (fuzz->pending) return;
  Thing* thing = new_thing();
  bool wide = pick(fuzz, 2), copied;
  size_t length = pick(fuzz, sizeof(thing->memory) / 2 + 1), written;
  char back[sizeof(thing->memory)];
  uint16_t* units = (uint16_t*)thing->memory;
  for (size_t i = 0; i < length; i++) {
    if (wide) units[i] = (uint16_t)('a' + i);
    else thing->memory[i] = (char)('a' + i);
  }
  // Copied or not is up to the engine.
  if (wide) OK(node_api_create_external_string_utf16(env, units, length, end_text, thing, &value, &copied));
  else OK(node_api_create_external_string_latin1(env, thing->memory, length, end_text, thing, &value, &copied));
  OK(napi_get_value_string_latin1(env, value, back, sizeof(back), &written));
  CHECK(written == length);
  for (size_t i = 0; i < written; i++) CHECK(back[i] == (char)('a' + i));
}

// What there is only one of.
static void use_constants(Fuzz* fuzz) {
  napi_env env = fuzz->env;
  napi_value value, global;
  napi_valuetype type;
  const napi_node_version* node;
  uint32_t version;
  int64_t memory;
  const char* file;
  struct uv_loop_s* loop = NULL;
  bool answer;
  switch (pick(fuzz, 6)) {
    case 0: OK(napi_get_undefined(env, &value)); break;
    case 1: OK(napi_get_null(env, &value)); break;
    case 2: OK(napi_get_global(env, &value)); break;
    default:
      OK(napi_get_boolean(env, pick(fuzz, 2), &value));
      OK(napi_get_value_bool(env, value, &answer));
      note(fuzz, answer);
  }
  OK(napi_typeof(env, value, &type));
  note(fuzz, type);
  OK(napi_get_global(env, &global));
  if (JS(napi_strict_equals(env, value, global, &answer)) == napi_ok) CHECK(answer == (type == napi_object));
  OK(napi_get_version(env, &version));
  OK(napi_get_node_version(env, &node));
  note(fuzz, version + node->major);
  OK(node_api_get_module_file_name(env, &file));
  CHECK(strncmp(file, "file:///", 8) == 0);
  OK(napi_adjust_external_memory(env, 1 << 20, &memory));
  OK(napi_adjust_external_memory(env, -(1 << 20), &memory));
  OK(napi_get_uv_event_loop(env, &loop));
  CHECK(loop != NULL);
}

static void use_arrays(Fuzz* fuzz) {
  napi_env env = fuzz->env;
  napi_value array, value;
  int32_t elements[8], read;
  uint32_t length = pick(fuzz, 8), got;
  bool answer;
  for (int i = 0; i < 8; i++) elements[i] = ABSENT;
  OK(napi_create_array_with_length(env, length, &array));
  OK(napi_is_array(env, array, &answer));
  CHECK(answer);
  for (uint32_t left = 1 + pick(fuzz, 12); left > 0; left--) {
    uint32_t index = pick(fuzz, 8);
    switch (pick(fuzz, 4)) {
      case 0:
        OK(napi_create_int32(env, (int32_t)index + 1, &value));
        if (JS(napi_set_element(env, array, index, value)) != napi_ok) return;
        elements[index] = (int32_t)index + 1;
        if (index >= length) length = index + 1;
        break;
      case 1:
        if (JS(napi_has_element(env, array, index, &answer)) != napi_ok) return;
        CHECK(answer == (elements[index] != ABSENT));
        break;
      case 2:
        if (JS(napi_delete_element(env, array, index, &answer)) != napi_ok) return;
        CHECK(answer);
        elements[index] = ABSENT;
        break;
      default:
        if (JS(napi_get_element(env, array, index, &value)) != napi_ok) return;
        if (elements[index] == ABSENT) {
          CHECK(PLAIN(napi_get_value_int32(env, value, &read)) == napi_number_expected);
        } else {
          OK(napi_get_value_int32(env, value, &read));
          CHECK(read == elements[index]);
        }
    }
  }
  if (JS(napi_get_array_length(env, array, &got)) == napi_ok) CHECK(got == length);
}

static void use_dates(Fuzz* fuzz) {
  napi_env env = fuzz->env;
  napi_value value;
  double time = pick(fuzz, 4) ? (double)pick(fuzz, 1u << 31) * 1000 : 9e15, back;
  bool is;
  if (JS(napi_create_date(env, time, &value)) != napi_ok) return;
  OK(napi_is_date(env, value, &is));
  CHECK(is);
  if (JS(napi_get_date_value(env, value, &back)) == napi_ok) CHECK(time == 9e15 ? back != back : back == time);
}

// Values of one kind made into another.
static void coerce(Fuzz* fuzz) {
  napi_env env = fuzz->env;
  napi_value value;
  napi_valuetype type;
  char text[16];
  size_t length = 0;
  double number;
  bool truth;
  snprintf(text, sizeof(text), "%u", pick(fuzz, 3));
  switch (pick(fuzz, 4)) {
    case 0: OK(napi_create_double(env, (double)pick(fuzz, 3) / 2, &value)); break;
    case 1: OK(napi_create_string_utf8(env, text, pick(fuzz, 2), &value)); break;
    case 2: OK(napi_create_array(env, &value)); break;
    default: OK(napi_get_boolean(env, pick(fuzz, 2), &value));
  }
  for (uint32_t left = 1 + pick(fuzz, 3); left > 0; left--) {
    switch (pick(fuzz, 4)) {
      case 0: if (JS(napi_coerce_to_bool(env, value, &value)) != napi_ok) return; break;
      case 1: if (JS(napi_coerce_to_number(env, value, &value)) != napi_ok) return; break;
      case 2: if (JS(napi_coerce_to_object(env, value, &value)) != napi_ok) return; break;
      default: if (JS(napi_coerce_to_string(env, value, &value)) != napi_ok) return;
    }
    OK(napi_typeof(env, value, &type));
    note(fuzz, type);
    if (PLAIN(napi_get_value_string_utf8(env, value, text, sizeof(text), &length)) == napi_ok) note(fuzz, length);
    if (PLAIN(napi_get_value_double(env, value, &number)) == napi_ok) note(fuzz, (uint64_t)(number == number ? number * 2 : 99));
    if (PLAIN(napi_get_value_bool(env, value, &truth)) == napi_ok) note(fuzz, truth);
  }
}

static void use_scripts(Fuzz* fuzz) {
  napi_value source, value;
  char text[32];
  int32_t number = (int32_t)pick(fuzz, 1000), read;
  snprintf(text, sizeof(text), pick(fuzz, 4) ? "%d * 2" : "throw %d", number);
  OK(napi_create_string_utf8(fuzz->env, text, NAPI_AUTO_LENGTH, &source));
  if (JS(napi_run_script(fuzz->env, source, &value)) != napi_ok) return;
  OK(napi_get_value_int32(fuzz->env, value, &read));
  CHECK(read == number * 2);
}

static void use_promises(Fuzz* fuzz) {
  napi_env env = fuzz->env;
  napi_deferred* deferred = &fuzz->deferreds[pick(fuzz, DEFERREDS)];
  napi_value value = key_value(fuzz, 0);
  bool is;
  if (*deferred == NULL) {
    if (JS(napi_create_promise(env, deferred, &value)) != napi_ok) {
      *deferred = NULL;
      return;
    }
    OK(napi_is_promise(env, value, &is));
    CHECK(is);
  } else if ((pick(fuzz, 4) ? JS(napi_resolve_deferred(env, *deferred, value)) : JS(napi_reject_deferred(env, *deferred, value))) == napi_ok) {
    *deferred = NULL;
  }
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
      bool is_view;
      if (JS(napi_create_typedarray(env, (napi_typedarray_type)pick(fuzz, 11), count, value, offset, &view)) == napi_ok) {
        OK(napi_is_typedarray(env, view, &is_view));
        CHECK(is_view);
      }
      if (JS(napi_create_dataview(env, count, value, offset, &view)) == napi_ok) {
        OK(napi_is_dataview(env, view, &is_view));
        CHECK(is_view);
        size_t offset_back;
        OK(napi_get_dataview_info(env, view, &length, &again, NULL, &offset_back));
        CHECK(length == count && offset_back == offset && (size == 0 || again == (char*)data + offset));
      }
      if (offset + count <= size && JS(node_api_create_buffer_from_arraybuffer(env, value, offset, count, &view)) == napi_ok) {
        OK(napi_get_buffer_info(env, view, &again, &length));
        CHECK(length == count && (count == 0 || again == (char*)data + offset));
      }
      if (pick(fuzz, 3) == 0) {
        bool detached;
        OK(napi_detach_arraybuffer(env, value));
        OK(napi_is_detached_arraybuffer(env, value, &detached));
        CHECK(detached);
      }
      break;
    case 1:
      if (JS(napi_create_buffer(env, size, &data, &value)) != napi_ok) return;
      bool is_buffer;
      OK(napi_is_buffer(env, value, &is_buffer));
      CHECK(is_buffer);
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
