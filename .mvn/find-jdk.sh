# Finds a JDK 25 or newer and exports JAVA_HOME. Sourced by ./mvnw and ./tifl; starts no JVM.
# Order: JAVA_HOME, the java on the PATH, then the usual folders of each system. Returns 1 when there is none.
# tifl_java_tool=java accepts a Java without a compiler too.

tifl_minimum_jdk=25

# Prints the feature version of the JDK in $1, nothing if $1 holds no JDK with a compiler, or what was asked for.
tifl_jdk_version() {
  [ -x "$1/bin/${tifl_java_tool:-javac}" ] && [ -r "$1/release" ] || return 0
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

tifl_use_jdk() {
  tifl_version=$(tifl_jdk_version "$1")
  [ -n "$tifl_version" ] && [ "$tifl_version" -ge "$tifl_minimum_jdk" ] || return 1
  JAVA_HOME=$1
  export JAVA_HOME
}

tifl_jdk_of_path() {
  tifl_java=$(command -v "${tifl_java_tool:-javac}" 2>/dev/null) || return 1
  while [ -L "$tifl_java" ]; do
    tifl_link=$(readlink "$tifl_java")
    case $tifl_link in
      /*) tifl_java=$tifl_link ;;
      *) tifl_java=$(dirname "$tifl_java")/$tifl_link ;;
    esac
  done
  tifl_use_jdk "$(dirname "$(dirname "$tifl_java")")"
}

tifl_search_jdks() {
  for tifl_home in /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* /opt/*jdk* \
      "${HOME:-/}"/.sdkman/candidates/java/* "${HOME:-/}"/.jdks/* "${HOME:-/}"/.local/share/mise/installs/java/* \
      "${HOME:-/}"/.asdf/installs/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home \
      /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    tifl_use_jdk "$tifl_home" && return 0
  done
  return 1
}

# The callers may run with globbing off (set -f): switch it on for the search alone.
tifl_find_jdk() {
  if [ -n "${JAVA_HOME:-}" ] && tifl_use_jdk "$JAVA_HOME"; then return 0; fi
  if tifl_jdk_of_path; then return 0; fi
  case $- in
    *f*) set +f; tifl_search_jdks; tifl_found=$?; set -f ;;
    *) tifl_search_jdks; tifl_found=$? ;;
  esac
  return $tifl_found
}

tifl_explain_missing_jdk() {
  cat >&2 <<'MESSAGE'
tifl needs a JDK 25 or newer and found none (looked at JAVA_HOME, the PATH and the usual folders).
Install one and run the command again, for instance:
  Debian, Ubuntu   apt-get install openjdk-25-jdk        (or the temurin-25-jdk package of Adoptium)
  Fedora           dnf install java-25-openjdk-devel
  macOS            brew install openjdk@25
  SDKMAN           sdk install java 25-tem
If it is installed somewhere else, set JAVA_HOME to its folder.
MESSAGE
}
