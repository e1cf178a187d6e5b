// Strings in and out, in three encodings: whole, cut, measured; external strings and property keys.

#define NAPI_VERSION 10
#include "common.h"

#define BYTES 64

// Copies at most `size` units into a buffer full of 'x' and shows what is in it afterwards: `get(text, encoding, size)`.
static napi_value get(napi_env env, napi_callback_info info) {
  ARGUMENTS(3);
  char* encoding = to_text(env, argv[1]);
  size_t size = (size_t)to_double(env, argv[2]);
  size_t count = 9999;
  napi_status status;
  napi_value content = NULL;
  if (strcmp(encoding, "utf16") == 0) {
    char16_t buffer[BYTES];
    for (size_t i = 0; i < BYTES; i++) buffer[i] = u'x';
    status = napi_get_value_string_utf16(env, argv[0], buffer, size, &count);
    if (status == napi_ok) MUST(napi_create_string_utf16(env, buffer, count + 2, &content));
  } else {
    char buffer[BYTES];
    memset(buffer, 'x', sizeof(buffer));
    status = strcmp(encoding, "utf8") == 0 ? napi_get_value_string_utf8(env, argv[0], buffer, size, &count)
                                           : napi_get_value_string_latin1(env, argv[0], buffer, size, &count);
    if (status == napi_ok) MUST(napi_create_string_latin1(env, buffer, count + 2, &content));
  }
  free(encoding);
  TRY(status);
  napi_value result;
  MUST(napi_create_array(env, &result));
  MUST(napi_set_element(env, result, 0, number_value(env, (double)count)));
  MUST(napi_set_element(env, result, 1, content));
  return result;
}

// The length in units of each encoding.
static napi_value lengths(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  size_t latin1, utf8, utf16;
  char text[64];
  TRY(napi_get_value_string_latin1(env, argv[0], NULL, 0, &latin1));
  MUST(napi_get_value_string_utf8(env, argv[0], NULL, 0, &utf8));
  MUST(napi_get_value_string_utf16(env, argv[0], NULL, 0, &utf16));
  snprintf(text, sizeof(text), "latin1 %zu utf8 %zu utf16 %zu", latin1, utf8, utf16);
  return string_value(env, text);
}

// Makes a string of the bytes of a buffer: `make(bytes, kind, length)`; a length of -1 means up to the NUL.
static napi_value make(napi_env env, napi_callback_info info) {
  ARGUMENTS(3);
  void* bytes;
  char* kind = to_text(env, argv[1]);
  double wanted = to_double(env, argv[2]);
  size_t length = wanted < 0 ? NAPI_AUTO_LENGTH : (size_t)wanted;
  MUST(napi_get_buffer_info(env, argv[0], &bytes, NULL));
  napi_value result = NULL;
  napi_status status = napi_generic_failure;
  if (strcmp(kind, "latin1") == 0) status = napi_create_string_latin1(env, bytes, length, &result);
  if (strcmp(kind, "utf8") == 0) status = napi_create_string_utf8(env, bytes, length, &result);
  if (strcmp(kind, "utf16") == 0) status = napi_create_string_utf16(env, bytes, length, &result);
  if (strcmp(kind, "key latin1") == 0) status = node_api_create_property_key_latin1(env, bytes, length, &result);
  if (strcmp(kind, "key utf8") == 0) status = node_api_create_property_key_utf8(env, bytes, length, &result);
  if (strcmp(kind, "key utf16") == 0) status = node_api_create_property_key_utf16(env, bytes, length, &result);
  free(kind);
  TRY(status);
  return result;
}

static napi_value null_with_length(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  napi_value result;
  TRY(napi_create_string_utf8(env, NULL, (size_t)to_double(env, argv[0]), &result));
  return result;
}

static int released = 0;

static void release(node_api_basic_env env, void* data, void* hint) {
  released += hint == &released;
  free(data);
}

// Lends a text to the engine. Whether the engine copies it (and has released it already) is up to the engine: what counts is
// the text, and that the memory is released once in the end.
static napi_value external_latin1(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  char* text = to_text(env, argv[0]);
  napi_value result;
  bool copied;
  TRY(node_api_create_external_string_latin1(env, text, strlen(text), release, &released, &result, &copied));
  return result;
}

static napi_value external_utf16(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  size_t length;
  MUST(napi_get_value_string_utf16(env, argv[0], NULL, 0, &length));
  char16_t* text = malloc((length + 1) * sizeof(*text));
  MUST(napi_get_value_string_utf16(env, argv[0], text, length + 1, NULL));
  napi_value result;
  bool copied;
  TRY(node_api_create_external_string_utf16(env, text, length, release, &released, &result, &copied));
  return result;
}

static napi_value releases(napi_env env, napi_callback_info info) { return number_value(env, released); }

EXPORT(METHOD(get), METHOD(lengths), METHOD(make), METHOD(null_with_length), METHOD(external_latin1), METHOD(external_utf16),
       METHOD(releases))
