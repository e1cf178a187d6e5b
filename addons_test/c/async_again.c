// One item of asynchronous work that is queued over and over, at moments when it may not be.

#define NAPI_VERSION 9
#include "common.h"
#include <stdatomic.h>
#include <unistd.h>

static napi_async_work work;
static atomic_int executed;
static int completed, again;

static void execute(napi_env env, void* data) { atomic_fetch_add(&executed, 1); }

static void complete(napi_env env, napi_status status, void* data) {
  completed++;
  if (again-- > 0) MUST(napi_queue_async_work(env, work));
}

static napi_value queue(napi_env env, napi_callback_info info) {
  if (!work) TRY(napi_create_async_work(env, NULL, string_value(env, "again"), execute, complete, NULL, &work));
  return status_value(env, napi_queue_async_work(env, work));
}

// Returns when the work has been executed so often; it cannot complete meanwhile.
static napi_value await_execution(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  while (atomic_load(&executed) < to_int32(env, argv[0])) usleep(100);
  usleep(20000);
  return NULL;
}

// So often the completion is to queue it.
static napi_value queue_in_completion(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  again = to_int32(env, argv[0]);
  return NULL;
}

static napi_value counts(napi_env env, napi_callback_info info) {
  napi_value result;
  MUST(napi_create_array(env, &result));
  MUST(napi_set_element(env, result, 0, number_value(env, executed)));
  MUST(napi_set_element(env, result, 1, number_value(env, completed)));
  return result;
}

EXPORT(METHOD(queue), METHOD(await_execution), METHOD(queue_in_completion), METHOD(counts))
