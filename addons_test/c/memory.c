// Makes values in numbers, to see that they give back what they have taken.

#include "common.h"

static int finalized = 0;
static int dummy = 0;
static char lent[64];

static void finalize(napi_env env, void* data, void* hint) { finalized++; }
static napi_value nothing(napi_env env, napi_callback_info info) { return NULL; }

static napi_value finalizers(napi_env env, napi_callback_info info) { return number_value(env, finalized); }

#define TIMES(name, ...)                                      \
  static napi_value name(napi_env env, napi_callback_info info) { \
    ARGUMENTS(1);                                             \
    int32_t count = to_int32(env, argv[0]);                   \
    for (int32_t i = 0; i < count; i++) {                     \
      napi_handle_scope scope;                                \
      napi_value value;                                       \
      MUST(napi_open_handle_scope(env, &scope));              \
      __VA_ARGS__                                             \
      MUST(napi_close_handle_scope(env, scope));              \
    }                                                         \
    return number_value(env, count);                          \
  }

TIMES(objects, {
  MUST(napi_create_object(env, &value));
  MUST(napi_create_double(env, i + 0.5, &value));
})
TIMES(functions, { MUST(napi_create_function(env, "made", 4, nothing, &dummy, &value)); })
TIMES(externals, { MUST(napi_create_external(env, &dummy, finalize, NULL, &value)); })
TIMES(wraps, {
  MUST(napi_create_object(env, &value));
  MUST(napi_wrap(env, value, &dummy, finalize, NULL, NULL));
})
TIMES(references, {
  napi_ref strong;
  napi_ref weak;
  MUST(napi_create_object(env, &value));
  MUST(napi_create_reference(env, value, 1, &strong));
  MUST(napi_create_reference(env, value, 0, &weak));
  MUST(napi_delete_reference(env, strong));
  MUST(napi_delete_reference(env, weak));
})
TIMES(buffers, {
  void* data;
  MUST(napi_create_buffer(env, 64, &data, &value));
})
TIMES(external_buffers, {
  MUST(napi_create_external_buffer(env, 64, lent, finalize, NULL, &value));
})

static napi_value construct(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  MUST(napi_wrap(env, self, &dummy, finalize, NULL, NULL));
  return self;
}

static napi_value make_class(napi_env env, napi_callback_info info) {
  napi_value result;
  MUST(napi_define_class(env, "Wrapped", NAPI_AUTO_LENGTH, construct, NULL, 0, NULL, &result));
  return result;
}

EXPORT(METHOD(finalizers), METHOD(objects), METHOD(functions), METHOD(externals), METHOD(wraps),
       METHOD(references), METHOD(buffers), METHOD(external_buffers), METHOD(make_class))
