#!/bin/sh
# Puts bhxhcomm on a Debian or Ubuntu machine of CI: the libraries that set pages, fonts of minority languages, the program.
#
#   BHXHCOMM_PACKAGE='bhxhcomm==1.0'    what pip is asked for; name one version, so that all parts are made by the same one
set -eu

as_root=
[ "$(id -u)" -eq 0 ] || as_root=sudo
$as_root apt-get -q update
$as_root apt-get -q -y --no-install-recommends install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz0b \
    libharfbuzz-subset0 fonts-sil-andika fonts-sil-taiheritagepro fonts-noto-core
python3 -m pip install --disable-pip-version-check "${BHXHCOMM_PACKAGE:-bhxhcomm}"
bhxhcomm doctor || echo "install: see above what this machine has not; going on" >&2
