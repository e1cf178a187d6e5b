// Functions of libuv that the other addons leave out: of loops, handles and requests, threads, the process and the system.

#define NAPI_VERSION 8
#define _GNU_SOURCE
#include "uv_scenario.h"

#include <pthread.h>
#include <sys/utsname.h>
#include <unistd.h>

static const char* name_of(int result) { return result < 0 ? uv_err_name(result) : "ok"; }

// -- Loops, handles, requests

static int visited;

static void visit(uv_handle_t* handle, void* wanted) {
  if (handle == wanted) visited++;
}

static void never(uv_handle_t* handle) { abort(); }

static napi_value handles(napi_env env, napi_callback_info info) {
  Scenario* scenario = begin(env, info);
  HANDLE(scenario, uv_check_t, check);
  HANDLE(scenario, uv_prepare_t, prepare);
  HANDLE(scenario, uv_idle_t, idle);
  HANDLE(scenario, uv_signal_t, signal);
  uv_handle_t* handle = (uv_handle_t*)check;
  UV(uv_check_init(scenario->loop, check));
  UV(uv_prepare_init(scenario->loop, prepare));
  UV(uv_idle_init(scenario->loop, idle));
  UV(uv_signal_init(scenario->loop, signal));
  UV(uv_check_start(check, (uv_check_cb)never));
  UV(uv_prepare_start(prepare, (uv_prepare_cb)never));
  UV(uv_idle_start(idle, (uv_idle_cb)never));
  UV(uv_signal_start(signal, (uv_signal_cb)(void*)never, SIGUSR2));
  visited = 0;
  uv_walk(scenario->loop, visit, idle);
  say(scenario, "walked %d, loop %d", visited, uv_handle_get_loop(handle) == scenario->loop);
  say(scenario, "no timeout while idle %d, alive %d", uv_backend_timeout(scenario->loop), uv_loop_alive(scenario->loop) != 0);
  say(scenario, "data %d, size %d", uv_handle_get_data(handle) == scenario, uv_handle_size(UV_CHECK) == sizeof(uv_check_t));
  uv_handle_set_data(handle, scenario->loop);
  say(scenario, "data changed %d", check->data == scenario->loop);
  uv_handle_set_data(handle, scenario);
  FILE* all = tmpfile();
  uv_print_all_handles(scenario->loop, all);
  long length = ftell(all);
  uv_print_active_handles(scenario->loop, all);
  say(scenario, "printed %d, %d", length > 0, ftell(all) > length);
  fclose(all);
  say(scenario, "stopped %d %d %d %d", uv_check_stop(check), uv_prepare_stop(prepare), uv_idle_stop(idle), uv_signal_stop(signal));
  close_handle(check);
  close_handle(prepare);
  close_handle(idle);
  close_handle(signal);
  return NULL;
}

static void stop_own_loop(uv_timer_t* timer) { uv_stop(timer->loop); }

static napi_value loops(napi_env env, napi_callback_info info) {
  Scenario* scenario = begin(env, info);
  uv_loop_t* own = uv_loop_new();
  uv_timer_t timer;
  uv_metrics_t metrics;
  uv_loop_set_data(own, scenario);
  say(scenario, "size %d, data %d", uv_loop_size() == sizeof(uv_loop_t), uv_loop_get_data(own) == scenario);
  UV(uv_loop_configure(own, UV_METRICS_IDLE_TIME));
  UV(uv_loop_fork(own));
  UV(uv_timer_init(own, &timer));
  UV(uv_timer_start(&timer, stop_own_loop, 5, 1));
  say(scenario, "alive after stopping %d", uv_run(own, UV_RUN_DEFAULT) != 0);
  UV(uv_metrics_info(own, &metrics));
  say(scenario, "turns %d, idle %d", metrics.loop_count > 0, uv_metrics_idle_time(own) > 0);
  uv_close((uv_handle_t*)&timer, NULL);
  say(scenario, "left %d", uv_run(own, UV_RUN_DEFAULT));
  uv_loop_delete(own);

  uv_fs_t request = {0};
  UV(uv_fs_stat(scenario->loop, &request, "/", NULL));
  uv_req_set_data((uv_req_t*)&request, &timer);
  say(scenario, "request %s %d, data %d, size %d", uv_req_type_name(uv_req_get_type((uv_req_t*)&request)),
      uv_req_get_type((uv_req_t*)&request) == UV_FS, uv_req_get_data((uv_req_t*)&request) == &timer, uv_req_size(UV_FS) == sizeof request);
  uv_fs_req_cleanup(&request);
  say(scenario, "allocator %s", name_of(uv_replace_allocator(NULL, NULL, NULL, NULL)));
  end(scenario);
  return NULL;
}

// -- Threads

static uv_mutex_t mutex;
static uv_cond_t condition;
static uv_rwlock_t lock;
static int waiting, woken, go, named;

static void wait_for_go(void* ignored) {
  uv_mutex_lock(&mutex);
  waiting++;
  while (!go) uv_cond_wait(&condition, &mutex);
  woken++;
  uv_mutex_unlock(&mutex);
}

static void try_lock(void* results) {
  int* result = results;
  result[0] = uv_rwlock_tryrdlock(&lock);
  result[1] = uv_rwlock_trywrlock(&lock);
}

static void be_named(void* ignored) {
  char name[32] = "";
  uv_thread_t self = uv_thread_self();
  UV(uv_thread_setname("a name"));
  UV(uv_thread_getname(&self, name, sizeof name));
  __atomic_store_n(&named, strcmp(name, "a name") == 0 ? 1 : 2, __ATOMIC_RELEASE);
}

static napi_value threads(napi_env env, napi_callback_info info) {
  Scenario* scenario = begin(env, info);
  uv_thread_t threads[3], locker, detached;
  int results[2];
  waiting = woken = go = named = 0;
  UV(uv_mutex_init(&mutex));
  UV(uv_cond_init(&condition));
  for (int i = 0; i < 3; i++) UV(uv_thread_create(&threads[i], wait_for_go, NULL));
  for (int all = 0; !all; uv_sleep(1)) {
    uv_mutex_lock(&mutex);
    all = waiting == 3;
    uv_mutex_unlock(&mutex);
  }
  uv_mutex_lock(&mutex);
  go = 1;
  uv_cond_broadcast(&condition);
  uv_mutex_unlock(&mutex);
  for (int i = 0; i < 3; i++) UV(uv_thread_join(&threads[i]));
  say(scenario, "woken %d", woken);
  uv_cond_destroy(&condition);
  uv_mutex_destroy(&mutex);

  UV(uv_rwlock_init(&lock));
  uv_rwlock_wrlock(&lock);
  UV(uv_thread_create(&locker, try_lock, results));
  UV(uv_thread_join(&locker));
  uv_rwlock_wrunlock(&lock);
  say(scenario, "while it is written %s, %s", name_of(results[0]), name_of(results[1]));
  uv_rwlock_rdlock(&lock);
  say(scenario, "while it is read %s", name_of(uv_rwlock_tryrdlock(&lock)));
  uv_rwlock_rdunlock(&lock);
  uv_rwlock_rdunlock(&lock);
  say(scenario, "while it is free %s", name_of(uv_rwlock_trywrlock(&lock)));
  uv_rwlock_wrunlock(&lock);
  uv_rwlock_destroy(&lock);

  UV(uv_thread_create(&detached, be_named, NULL));
  UV(uv_thread_detach(&detached));
  while (!__atomic_load_n(&named, __ATOMIC_ACQUIRE)) uv_sleep(1);
  say(scenario, "named %d", named);
  uv_thread_t self = uv_thread_self();
  int size = uv_cpumask_size(), priority = -1;
  char* mask = calloc(1, (size_t)size);
  UV(uv_thread_getaffinity(&self, mask, (size_t)size));
  UV(uv_thread_setaffinity(&self, mask, NULL, (size_t)size));
  free(mask);
  say(scenario, "processor %d of %d", uv_thread_getcpu() >= 0, size > 0);
  say(scenario, "priority %s", name_of(uv_thread_getpriority(self, &priority)));
  say(scenario, "the same again %s", name_of(uv_thread_setpriority(self, 0)));
  end(scenario);
  return NULL;
}

// -- The process and the system

static napi_value process(napi_env env, napi_callback_info info) {
  Scenario* scenario = begin(env, info);
  char path[1024], title[64], error[64];
  size_t length = sizeof path, title_length;
  uv_rusage_t usage, own;
  size_t memory;
  int priority;
  UV(uv_exepath(path, &length));
  say(scenario, "executable %d", access(path, X_OK) == 0 && length == strlen(path));
  length = sizeof path;
  UV(uv_cwd(path, &length));
  say(scenario, "directory %s", name_of(uv_chdir(path)));
  UV(uv_set_process_title("a title"));
  UV(uv_get_process_title(title, sizeof title));
  title_length = strlen(title);
  say(scenario, "title %s of %d", title, (int)title_length);
  UV(uv_getrusage(&usage));
  UV(uv_getrusage_thread(&own));
  UV(uv_resident_set_memory(&memory));
  say(scenario, "usage %d, %d, resident %d", usage.ru_maxrss > 0, own.ru_utime.tv_sec >= 0, memory > 0);
  UV(uv_os_getpriority(0, &priority));
  say(scenario, "priority %s", name_of(uv_os_setpriority(0, priority)));
  char* arguments[] = {"program", NULL};
  say(scenario, "arguments %d", uv_setup_args(0, arguments) == arguments);
  say(scenario, "descriptors %d, %d", uv_get_osfhandle(1) == 1, uv_open_osfhandle(1) == 1);
  say(scenario, "errors %s, %s", uv_err_name_r(UV_ENOENT, error, sizeof error), uv_strerror_r(UV_EPERM, title, sizeof title));

  uv_lib_t library;
  void* symbol = NULL;
  say(scenario, "no library %d", uv_dlopen("/nowhere.so", &library));
  say(scenario, "said so %d", strstr(uv_dlerror(&library), "/nowhere.so") != NULL);
  uv_dlclose(&library);
  UV(uv_dlopen(NULL, &library));
  say(scenario, "symbol %d", uv_dlsym(&library, "uv_dlsym", &symbol));
  say(scenario, "none %d", uv_dlsym(&library, "uv_no_such_function", &symbol));
  uv_dlclose(&library);

  uv_env_item_t* items;
  int count;
  UV(uv_os_setenv("UV_REST", "set"));
  UV(uv_os_environ(&items, &count));
  int found = 0;
  for (int i = 0; i < count; i++) found += strcmp(items[i].name, "UV_REST") == 0 && strcmp(items[i].value, "set") == 0;
  uv_os_free_environ(items, count);
  UV(uv_os_unsetenv("UV_REST"));
  length = sizeof path;
  say(scenario, "environment %d, unset %s", found, uv_err_name(uv_os_getenv("UV_REST", path, &length)));
  uv_disable_stdio_inheritance();
  end(scenario);
  return NULL;
}

static napi_value system_(napi_env env, napi_callback_info info) {
  Scenario* scenario = begin(env, info);
  char text[256];
  size_t length = sizeof text;
  uv_utsname_t name;
  struct utsname expected;
  uv_passwd_t user, same;
  uv_group_t group;
  double average[3] = {-1, -1, -1}, uptime;
  uv_timespec64_t time;
  uv_timeval64_t day;
  UV(uv_os_uname(&name));
  uname(&expected);
  say(scenario, "system %s, release %d", name.sysname, strcmp(name.release, expected.release) == 0);
  UV(uv_os_gethostname(text, &length));
  say(scenario, "host %d", strcmp(text, expected.nodename) == 0);
  length = sizeof text;
  UV(uv_os_homedir(text, &length));
  say(scenario, "home %d", text[0] == '/');
  UV(uv_os_get_passwd(&user));
  UV(uv_os_get_passwd2(&same, getuid()));
  UV(uv_os_get_group(&group, (uv_uid_t)user.gid));
  say(scenario, "user %d, group %d", strcmp(user.username, same.username) == 0, group.gid == user.gid);
  uv_os_free_group(&group);
  uv_os_free_passwd(&same);
  uv_os_free_passwd(&user);
  uv_loadavg(average);
  UV(uv_uptime(&uptime));
  UV(uv_clock_gettime(UV_CLOCK_REALTIME, &time));
  UV(uv_gettimeofday(&day));
  say(scenario, "version %d", strncmp(uv_version_string(), "1.", 2) == 0);
  say(scenario, "load %d, up %d, times %d", average[0] >= 0, uptime > 0, llabs((long long)time.tv_sec - (long long)day.tv_sec) <= 1);
  say(scenario, "memory %d", uv_get_available_memory() > 0);
  (void)uv_get_constrained_memory();

  unsigned char bytes[16];
  struct sockaddr_in6 six;
  UV(uv_inet_pton(AF_INET6, "::1", bytes));
  UV(uv_inet_ntop(AF_INET6, bytes, text, sizeof text));
  say(scenario, "address %s", text);
  UV(uv_ip6_addr("fe80::2", 80, &six));
  UV(uv_ip6_name(&six, text, sizeof text));
  say(scenario, "address %s, bad %s", text, uv_err_name(uv_ip6_addr("no address", 80, &six)));
  length = sizeof text;
  UV(uv_if_indextoname(1, text, &length));
  say(scenario, "interface %s", text);
  length = sizeof text;
  UV(uv_if_indextoiid(1, text, &length));
  say(scenario, "interface %s", text);

  const uint16_t wide[] = {'a', 0xd83d, 0xde00, 0xd800, 0};
  char narrow[32], *into = narrow;
  uint16_t back[8];
  size_t needed = uv_utf16_length_as_wtf8(wide, -1), written = sizeof narrow;
  UV(uv_utf16_to_wtf8(wide, -1, &into, &written));
  ssize_t units = uv_wtf8_length_as_utf16(narrow);
  uv_wtf8_to_utf16(narrow, back, (size_t)units);
  say(scenario, "text %d bytes, %d written, %d units, the same %d", (int)needed, (int)written, (int)units, memcmp(wide, back, sizeof wide) == 0);
  end(scenario);
  return NULL;
}

EXPORT(METHOD(handles), METHOD(loops), METHOD(threads), METHOD(process), {"system", NULL, system_, NULL, NULL, NULL, napi_default_method, NULL})
