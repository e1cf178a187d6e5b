// The experimental version runs finalizers inside the garbage collector, where most functions are forbidden.

#define NAPI_EXPERIMENTAL
#define NODE_API_EXPERIMENTAL_NO_WARNING
#include "common.h"

static void forbidden(napi_env env, void* data, void* hint) {
  napi_value result;
  napi_create_object(env, &result);
  printf("not reached\n");
}

static int32_t posted;
static void later(napi_env env, void* data, void* hint) {
  napi_value result;
  posted += napi_create_object(env, &result) == napi_ok;
}

static void permitted(node_api_basic_env env, void* data, void* hint) {
  const napi_node_version* version;
  void* instance;
  int64_t adjusted;
  posted += napi_get_node_version(env, &version) == napi_ok && napi_get_instance_data(env, &instance) == napi_ok &&
            napi_adjust_external_memory(env, 0, &adjusted) == napi_ok && napi_delete_reference(env, *(napi_ref*)data) == napi_ok &&
            node_api_post_finalizer(env, later, NULL, NULL) == napi_ok;
  free(data);
}

static napi_value break_rule(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  MUST(napi_add_finalizer(env, argv[0], NULL, (node_api_basic_finalize)forbidden, NULL, NULL));
  return NULL;
}

static napi_value keep_rule(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  napi_ref* reference = malloc(sizeof *reference);
  MUST(napi_create_reference(env, argv[0], 0, reference));
  MUST(napi_add_finalizer(env, argv[0], reference, permitted, NULL, NULL));
  return NULL;
}

static napi_value finalized(napi_env env, napi_callback_info info) { return number_value(env, posted); }

EXPORT(METHOD(break_rule), METHOD(keep_rule), METHOD(finalized))
