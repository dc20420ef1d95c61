"""What makes the sound workspace (`tests/conftest.SOUND`) have a picture, posts and a ringback tone beside its leaflet."""

MORE = """\
  infographic:
    blocks:
      luong: {icon: wallet, figure: {value: "{luong_co_so:so}", caption: đồng một tháng}}
    posts:
      sms: {text: "Lương cơ sở là {luong_co_so}."}
  ringback:
    length: 25
    segments:
      - {id: mot, speech: "Lương cơ sở là {luong_co_so}."}
      - {id: nghi-1, pause: 5}
      - {id: nghi-2, pause: 5}
      - {id: nghi-3, pause: 5}
      - {id: nghi-4, pause: 5}
"""
