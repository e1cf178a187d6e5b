// An addon that is not alone: it opens a second library, which calls Node-API and libuv itself, and looks functions of the
// host up by name, in every way that dlsym knows.

#define NAPI_VERSION 8
#define _GNU_SOURCE
#include "common.h"

#include <dlfcn.h>
#include <uv.h>

static void second_path(char* path, size_t room) {
  Dl_info here;
  if (!dladdr((void*)second_path, &here)) abort();
  snprintf(path, room, "%s", here.dli_fname);
  char* name = strrchr(path, '/') + 1;
  snprintf(name, room - (size_t)(name - path), "libraries_second.node");
}

static void* open_second(int flags) {
  char path[1024];
  second_path(path, sizeof path);
  void* library = dlopen(path, flags);
  if (!library) {
    fprintf(stderr, "%s\n", dlerror());
    abort();
  }
  return library;
}

typedef napi_value (*second_function)(napi_env, napi_value);

static napi_value through_second(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  void* library = open_second(to_int32(env, argv[0]) ? RTLD_LAZY | RTLD_LOCAL : RTLD_NOW | RTLD_GLOBAL);
  return ((second_function)dlsym(library, "second_describe"))(env, argv[1]);
}

// The second library registers nothing and is closed again: the host does not mind.
static napi_value reopen_second(napi_env env, napi_callback_info info) {
  int opened = 0;
  for (int i = 0; i < 3; i++) {
    void* library = open_second(RTLD_NOW | RTLD_LOCAL);
    opened += dlsym(library, "second_describe") != NULL;
    dlclose(library);
  }
  return number_value(env, opened);
}

typedef napi_status (*create_double)(napi_env, double, napi_value*);
typedef const char* (*version_string)(void);

static napi_value look_up(napi_env env, napi_callback_info info) {
  void* host = dlopen(NULL, RTLD_NOW);
  void* places[] = {RTLD_DEFAULT, host};
  napi_value results;
  MUST(napi_create_array(env, &results));
  for (uint32_t i = 0; i < sizeof places / sizeof *places; i++) {
    create_double create = (create_double)dlsym(places[i], "napi_create_double");
    version_string version = (version_string)dlsym(places[i], "uv_version_string");
    napi_value result;
    if (!create || !version || version()[0] != '1') abort();
    MUST(create(env, i + 0.5, &result));
    MUST(napi_set_element(env, results, i, result));
  }
  return results;
}

static napi_value missing(napi_env env, napi_callback_info info) {
  static const char* const names[] = {"napi_no_such_function", "uv_no_such_function", "node_api_no_such_function"};
  int found = 0;
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) found += dlsym(RTLD_DEFAULT, names[i]) != NULL;
  return number_value(env, found);
}

// Every function of the list is in the host, and all of them in the same image.
static napi_value all_there(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  uint32_t length;
  Dl_info first, other;
  dladdr(dlsym(RTLD_DEFAULT, "napi_create_object"), &first);
  MUST(napi_get_array_length(env, argv[0], &length));
  for (uint32_t i = 0; i < length; i++) {
    napi_value name;
    MUST(napi_get_element(env, argv[0], i, &name));
    char* text = to_text(env, name);
    void* address = dlsym(RTLD_DEFAULT, text);
    free(text);
    if (!address || !dladdr(address, &other) || other.dli_fbase != first.dli_fbase) return name;
  }
  return number_value(env, length);
}

EXPORT(METHOD(through_second), METHOD(reopen_second), METHOD(look_up), METHOD(missing), METHOD(all_there))
