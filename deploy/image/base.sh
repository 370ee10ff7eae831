#!/bin/sh
# Makes the base of the image: the few system libraries that Java needs, from Debian's packages. Needs apt-get and dpkg-deb,
# neither root nor a container daemon. Usage: base.sh FOLDER
set -eu
root=$1
packages='base-files libc6 libgcc-s1 libstdc++6 netbase zlib1g'

for tool in apt-get dpkg-deb; do
  command -v "$tool" >/dev/null || {
    echo "base.sh: $tool is not here; give a root folder of your own with -Dimage.base=DIR" >&2
    exit 69
  }
done
rm -rf "$root" "$root.debs"
mkdir -p "$root" "$root.debs"
# shellcheck disable=SC2086
(cd "$root.debs" && apt-get download -qq $packages 2>apt.log) || { cat "$root.debs/apt.log" >&2; exit 1; }

# Merged as Debian installs it; dpkg-deb would put folders where links belong.
mkdir -p "$root/usr/lib" "$root/usr/lib64" "$root/usr/bin" "$root/usr/sbin" "$root/etc" "$root/tmp"
for folder in lib lib64 bin sbin; do ln -s "usr/$folder" "$root/$folder"; done
for package in "$root.debs"/*.deb; do
  dpkg-deb --fsys-tarfile "$package" | tar -x -C "$root" --keep-directory-symlink --no-same-owner \
    --exclude='./usr/share/doc/*/changelog*' --exclude='./usr/share/lintian' --exclude='./usr/share/man' \
    --exclude='./usr/lib/*/gconv' --exclude='./usr/share/gdb' --exclude='./usr/share/gcc' --exclude='./usr/share/locale'
done
rm -rf "$root/usr/share/base-files" "$root/usr/share/common-licenses/GFDL"* "$root/var"
ls "$root.debs" | sed -n 's/\.deb$//p' >"$root/etc/tifl-base"

cat >"$root/etc/passwd" <<'EOF'
root:x:0:0:root:/root:/sbin/nologin
nobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin
tifl:x:65532:65532:tifl:/var/lib/tifl:/sbin/nologin
EOF
cat >"$root/etc/group" <<'EOF'
root:x:0:
nogroup:x:65534:
tifl:x:65532:
EOF
echo 'hosts: files dns' >"$root/etc/nsswitch.conf"
