// Array buffers, typed arrays, data views, buffers; external memory; detaching; shared memory.

#define NAPI_EXPERIMENTAL
#define NODE_API_EXPERIMENTAL_NO_WARNING
#include "common.h"
#include <pthread.h>

static int released = 0;
static int misplaced = 0;
static char lent[64];
static pthread_t lender;

static void release(node_api_basic_env env, void* data, void* hint) {
  released++;
  if ((data != lent && data != NULL) || hint != &released || !pthread_equal(lender, pthread_self())) misplaced++;
}

static void release_anywhere(void* data, void* hint) {
  __atomic_add_fetch(&released, 1, __ATOMIC_SEQ_CST);
  if ((data != lent && data != NULL) || hint != &released) misplaced++;
}

static napi_value releases(napi_env env, napi_callback_info info) { return number_value(env, misplaced ? -1 : released); }

static napi_value arraybuffer(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  void* data;
  napi_value result;
  size_t length = (size_t)to_double(env, argv[0]);
  TRY(napi_create_arraybuffer(env, length, &data, &result));
  for (size_t i = 0; i < length; i++) ((uint8_t*)data)[i] = (uint8_t)i;
  return result;
}

static napi_value external_arraybuffer(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  napi_value result;
  lender = pthread_self();
  memset(lent, 'e', sizeof(lent));
  TRY(napi_create_external_arraybuffer(env, lent, (size_t)to_double(env, argv[0]), release, &released, &result));
  return result;
}

static napi_value arraybuffer_sum(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  void* data;
  size_t length;
  double sum = 0;
  TRY(napi_get_arraybuffer_info(env, argv[0], &data, &length));
  for (size_t i = 0; i < length; i++) sum += ((uint8_t*)data)[i];
  return number_value(env, sum);
}

// What a new ArrayBuffer holds, summed up; afterwards it holds something else.
static napi_value fresh_sum(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  void* data;
  napi_value result;
  size_t length = (size_t)to_double(env, argv[0]);
  double sum = 0;
  TRY(napi_create_arraybuffer(env, length, &data, &result));
  for (size_t i = 0; i < length; i++) sum += ((uint8_t*)data)[i];
  memset(data, 0xff, length);
  return number_value(env, sum);
}

static napi_value detach(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  return status_value(env, napi_detach_arraybuffer(env, argv[0]));
}

static napi_value is_detached(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  bool result;
  TRY(napi_is_detached_arraybuffer(env, argv[0], &result));
  return boolean_value(env, result);
}

// `typedarray(type, length, arraybuffer, offset)`
static napi_value typedarray(napi_env env, napi_callback_info info) {
  ARGUMENTS(4);
  napi_value result;
  TRY(napi_create_typedarray(env, (napi_typedarray_type)to_int32(env, argv[0]), (size_t)to_double(env, argv[1]), argv[2],
                             (size_t)to_double(env, argv[3]), &result));
  return result;
}

// type, length, offset, whether the buffer is the array's own, whether the data begins at the offset
static napi_value typedarray_info(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  napi_typedarray_type type;
  size_t length, offset;
  void *data, *start;
  napi_value buffer, own;
  bool same;
  char text[100];
  TRY(napi_get_typedarray_info(env, argv[0], &type, &length, &data, &buffer, &offset));
  MUST(napi_get_named_property(env, argv[0], "buffer", &own));
  MUST(napi_strict_equals(env, buffer, own, &same));
  bool known = napi_get_arraybuffer_info(env, buffer, &start, NULL) == napi_ok;
  snprintf(text, sizeof(text), "type %d length %zu offset %zu %s %s", type, length, offset, same ? "same" : "other",
           !known || (char*)data == (char*)start + offset ? "placed" : "misplaced");
  return string_value(env, text);
}

static napi_value dataview(napi_env env, napi_callback_info info) {
  ARGUMENTS(3);
  napi_value result;
  TRY(napi_create_dataview(env, (size_t)to_double(env, argv[0]), argv[1], (size_t)to_double(env, argv[2]), &result));
  return result;
}

static napi_value dataview_info(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  size_t length, offset;
  void* data;
  napi_value buffer;
  char text[100];
  TRY(napi_get_dataview_info(env, argv[0], &length, &data, &buffer, &offset));
  snprintf(text, sizeof(text), "length %zu offset %zu first %d", length, offset, length ? ((uint8_t*)data)[0] : -1);
  return string_value(env, text);
}

static napi_value buffer(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  void* data;
  napi_value result;
  size_t length = (size_t)to_double(env, argv[0]);
  TRY(napi_create_buffer(env, length, &data, &result));
  memset(data, 7, length);
  return result;
}

static napi_value buffer_copy(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  char* text = to_text(env, argv[0]);
  void* copy;
  napi_value result;
  napi_status status = napi_create_buffer_copy(env, strlen(text), text, &copy, &result);
  if (status == napi_ok && *text) *(char*)copy = '!';
  free(text);
  TRY(status);
  return result;
}

static napi_value external_buffer(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  napi_value result;
  lender = pthread_self();
  memset(lent, 'x', sizeof(lent));
  TRY(napi_create_external_buffer(env, (size_t)to_double(env, argv[0]), lent, release, &released, &result));
  return result;
}

static napi_value external_nothing(napi_env env, napi_callback_info info) {
  napi_value result;
  TRY(napi_create_external_arraybuffer(env, NULL, 0, release, &released, &result));
  return result;
}

static napi_value external_buffer_of_nothing(napi_env env, napi_callback_info info) {
  napi_value result;
  TRY(napi_create_external_buffer(env, 0, NULL, release, &released, &result));
  return result;
}

// With an exception pending nothing is made, and the memory stays the addon's.
static napi_value external_while_pending(napi_env env, napi_callback_info info) {
  napi_value exception, result;
  MUST(napi_throw_error(env, NULL, "pending"));
  napi_status buffer = napi_create_external_buffer(env, sizeof(lent), lent, release, &released, &result);
  napi_status arraybuffer = napi_create_external_arraybuffer(env, lent, sizeof(lent), release, &released, &result);
  MUST(napi_get_and_clear_last_exception(env, &exception));
  char text[64];
  snprintf(text, sizeof(text), "%s, %s", status_name(buffer), status_name(arraybuffer));
  return string_value(env, text);
}

static napi_value poke(napi_env env, napi_callback_info info) {
  lent[0] = 'P';
  return NULL;
}

static napi_value buffer_from(napi_env env, napi_callback_info info) {
  ARGUMENTS(3);
  napi_value result;
  TRY(node_api_create_buffer_from_arraybuffer(env, argv[0], (size_t)to_double(env, argv[1]), (size_t)to_double(env, argv[2]), &result));
  return result;
}

static napi_value buffer_info(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  void* data;
  size_t length;
  char text[64];
  TRY(napi_get_buffer_info(env, argv[0], &data, &length));
  snprintf(text, sizeof(text), "length %zu first %d", length, length ? ((uint8_t*)data)[0] : -1);
  return string_value(env, text);
}

static napi_value shared(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  void* data;
  napi_value result;
  size_t length = (size_t)to_double(env, argv[0]);
  TRY(node_api_create_sharedarraybuffer(env, length, &data, &result));
  memset(data, 3, length);
  return result;
}

static napi_value external_shared(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  napi_value result;
  memset(lent, 's', sizeof(lent));
  TRY(node_api_create_external_sharedarraybuffer(env, lent, (size_t)to_double(env, argv[0]), release_anywhere, &released, &result));
  return result;
}

static napi_value is_shared(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  bool result;
  TRY(node_api_is_sharedarraybuffer(env, argv[0], &result));
  return boolean_value(env, result);
}

EXPORT(METHOD(releases), METHOD(arraybuffer), METHOD(external_arraybuffer), METHOD(arraybuffer_sum), METHOD(fresh_sum), METHOD(detach),
       METHOD(is_detached), METHOD(typedarray), METHOD(typedarray_info), METHOD(dataview), METHOD(dataview_info), METHOD(buffer),
       METHOD(buffer_copy), METHOD(external_buffer), METHOD(external_nothing), METHOD(external_buffer_of_nothing), METHOD(external_while_pending), METHOD(poke), METHOD(buffer_from), METHOD(buffer_info), METHOD(shared),
       METHOD(external_shared), METHOD(is_shared))
