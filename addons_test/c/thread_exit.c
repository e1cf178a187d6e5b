// Destructors that run when a thread ends, after the environment that the addon had in it: its code must still be there.

#define NAPI_VERSION 8
#include "common.h"
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static atomic_int destroyed;

static void destroy(void* data) { destroyed++; }
static void make_key(void) {
  if (pthread_key_create(&key, destroy) != 0) abort();
}

static void* live_on(void* data) {
  pthread_setspecific(key, &key);
  usleep(200 * 1000);
  return NULL;
}

// For this thread, and for one of the addon's own that outlives it.
static napi_value set_destructors(napi_env env, napi_callback_info info) {
  pthread_t thread;
  pthread_once(&once, make_key);
  pthread_setspecific(key, &key);
  if (pthread_create(&thread, NULL, live_on, NULL) != 0) abort();
  pthread_detach(thread);
  return NULL;
}

static napi_value count_destroyed(napi_env env, napi_callback_info info) { return number_value(env, destroyed); }

EXPORT(METHOD(set_destructors), METHOD(count_destroyed))
