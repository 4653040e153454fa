/**
 * The emoji that the page knows by Slack's short names.
 *
 * Rule kept here: one table; a name that is not in it is shown as `:name:` and never guessed.
 */

// A line a group: the sign, then its names, the first being the one that the picker sends.
const TABLE = {
  Smileys: `
😀 grinning|😃 smiley|😄 smile|😁 grin|😆 laughing satisfied|😅 sweat_smile|🤣 rolling_on_the_floor_laughing|😂 joy|🙂 slightly_smiling_face|🙃 upside_down_face
😉 wink|😊 blush|😇 innocent|🥰 smiling_face_with_3_hearts|😍 heart_eyes|🤩 star-struck|😘 kissing_heart|😋 yum|😛 stuck_out_tongue|😜 stuck_out_tongue_winking_eye
🤪 zany_face|🤗 hugging_face|🤭 face_with_hand_over_mouth|🤫 shushing_face|🤔 thinking_face thinking|🤐 zipper_mouth_face|🤨 face_with_raised_eyebrow|😐 neutral_face|😑 expressionless|😶 no_mouth
😏 smirk|😒 unamused|🙄 face_with_rolling_eyes|😬 grimacing|😌 relieved|😔 pensive|😴 sleeping|😷 mask|🤒 face_with_thermometer|🤯 exploding_head
🤠 face_with_cowboy_hat|🥳 partying_face|😎 sunglasses|🤓 nerd_face|🧐 face_with_monocle|😕 confused|😟 worried|🙁 slightly_frowning_face|😮 open_mouth|😲 astonished
😳 flushed|🥺 pleading_face|😨 fearful|😰 cold_sweat|😢 cry|😭 sob|😱 scream|😞 disappointed|😓 sweat|😩 weary
😫 tired_face|🥱 yawning_face|😤 triumph|😡 rage|😠 angry|😈 smiling_imp|💀 skull|💩 hankey poop|🤡 clown_face|👻 ghost
👽 alien|🤖 robot_face robot|🙈 see_no_evil|🙉 hear_no_evil|🙊 speak_no_evil`,
  People: `
👍 +1 thumbsup|👎 -1 thumbsdown|👋 wave|🤚 raised_back_of_hand|✋ hand raised_hand|👌 ok_hand|✌️ v|🤞 crossed_fingers|🤟 i_love_you_hand_sign|🤘 the_horns
🤙 call_me_hand|👈 point_left|👉 point_right|👆 point_up_2|👇 point_down|☝️ point_up|✊ fist|👊 facepunch punch|👏 clap|🙌 raised_hands
👐 open_hands|🤲 palms_up_together|🤝 handshake|🙏 pray|✍️ writing_hand|💪 muscle|👀 eyes|👁️ eye|🧠 brain|🗣️ speaking_head_in_silhouette
🙋 raising_hand|🤷 shrug|🤦 face_palm|🙇 bow|🙅 no_good|🙆 ok_woman|💁 information_desk_person|👶 baby|👩‍💻 female-technologist|👨‍💻 male-technologist
🚶 walking|🏃 runner running|💃 dancer|👥 busts_in_silhouette|👤 bust_in_silhouette`,
  "Nature and food": `
🐶 dog|🐱 cat|🐭 mouse|🦊 fox_face|🐻 bear|🐼 panda_face|🦁 lion_face|🐸 frog|🐔 chicken|🐧 penguin
🦉 owl|🐝 bee honeybee|🐛 bug|🦋 butterfly|🐌 snail|🐢 turtle|🐍 snake|🐙 octopus|🐳 whale|🦄 unicorn_face
🌲 evergreen_tree|🌱 seedling|🍀 four_leaf_clover|🌵 cactus|🌻 sunflower|🌍 earth_africa|🌙 crescent_moon|⭐ star|🌟 star2|✨ sparkles
⚡ zap|🔥 fire|🌈 rainbow|☀️ sunny|☁️ cloud|❄️ snowflake|🌊 ocean|💧 droplet|🍎 apple|🍌 banana
🍕 pizza|🍪 cookie|🎂 birthday|🍰 cake|☕ coffee|🍵 tea|🍺 beer|🍷 wine_glass|🥂 clinking_glasses|🌮 taco`,
  "Activities and objects": `
🎉 tada|🎊 confetti_ball|🎈 balloon|🎁 gift|🏆 trophy|🥇 first_place_medal|🥈 second_place_medal|🥉 third_place_medal|🎯 dart|🎮 video_game
🎲 game_die|🎨 art|🎸 guitar|🎧 headphones|⚽ soccer|🚀 rocket|✈️ airplane|🚗 car red_car|🚲 bike|🚧 construction
🚢 ship|🚨 rotating_light|🏠 house|🏢 office|🏖️ beach_with_umbrella|🌴 palm_tree|⌚ watch|📱 iphone|💻 computer|⌨️ keyboard
🖨️ printer|📷 camera|🔦 flashlight|💡 bulb|🔋 battery|🔌 electric_plug|💰 moneybag|💎 gem|🔧 wrench|🔨 hammer
🛠️ hammer_and_wrench|⚙️ gear|🧰 toolbox|🧪 test_tube|🔬 microscope|🔭 telescope|🧱 bricks|🧹 broom|🧯 fire_extinguisher|🛡️ shield
🔒 lock|🔓 unlock|🔑 key|🔔 bell|🔕 no_bell|📢 loudspeaker|📣 mega|📯 postal_horn|✉️ email envelope|📧 e-mail
📨 incoming_envelope|📬 mailbox_with_mail|📦 package|📝 memo pencil|✏️ pencil2|🖊️ lower_left_ballpoint_pen|📄 page_facing_up|📃 page_with_curl|📑 bookmark_tabs|📊 bar_chart
📈 chart_with_upwards_trend|📉 chart_with_downwards_trend|📅 date|📆 calendar|🗓️ spiral_calendar_pad|🗒️ spiral_note_pad|📋 clipboard|📌 pushpin|📍 round_pushpin|📎 paperclip
🖇️ linked_paperclips|✂️ scissors|🗂️ card_index_dividers|🗃️ card_file_box|🗄️ file_cabinet|🗑️ wastebasket|📁 file_folder|📂 open_file_folder|📚 books|📖 book open_book
🔖 bookmark|🏷️ label|🔗 link|🧵 thread|🔍 mag|🔎 mag_right|⏰ alarm_clock|⏱️ stopwatch|⏲️ timer_clock|⌛ hourglass
⏳ hourglass_flowing_sand|🕐 clock1|🕒 clock3|🕘 clock9|🏁 checkered_flag|🚩 triangular_flag_on_post|🗳️ ballot_box_with_ballot|⚖️ scales|🎫 ticket|🎟️ admission_tickets
🧭 compass|🗺️ world_map|🪄 magic_wand|🩹 adhesive_bandage|💬 speech_balloon|💭 thought_balloon|🗨️ left_speech_bubble|💤 zzz`,
  Symbols: `
✅ white_check_mark|☑️ ballot_box_with_check|✔️ heavy_check_mark|❌ x|❎ negative_squared_cross_mark|❗ exclamation heavy_exclamation_mark|❓ question|❔ grey_question|❕ grey_exclamation|‼️ bangbang
⚠️ warning|⛔ no_entry|🚫 no_entry_sign|🛑 octagonal_sign|💯 100|❤️ heart|🧡 orange_heart|💛 yellow_heart|💚 green_heart|💙 blue_heart
💜 purple_heart|🖤 black_heart|🤍 white_heart|💔 broken_heart|💕 two_hearts|💥 boom collision|💫 dizzy|💢 anger|➕ heavy_plus_sign|➖ heavy_minus_sign
➡️ arrow_right|⬅️ arrow_left|⬆️ arrow_up|⬇️ arrow_down|↩️ leftwards_arrow_with_hook|↪️ arrow_right_hook|🔁 repeat|🔄 arrows_counterclockwise|🔃 arrows_clockwise|▶️ arrow_forward
⏸️ double_vertical_bar|⏹️ black_square_for_stop|⏭️ black_right_pointing_double_triangle_with_vertical_bar|⏩ fast_forward|ℹ️ information_source|🆕 new|🆗 ok|🆘 sos|🔝 top|🔜 soon
♻️ recycle|🔰 beginner|#️⃣ hash|*️⃣ keycap_star|0️⃣ zero|1️⃣ one|2️⃣ two|3️⃣ three|4️⃣ four|5️⃣ five
6️⃣ six|7️⃣ seven|8️⃣ eight|9️⃣ nine|🔟 keycap_ten|🔴 red_circle|🟠 large_orange_circle|🟡 large_yellow_circle|🟢 large_green_circle|🔵 large_blue_circle blue_circle
🟣 large_purple_circle|🟤 large_brown_circle|⚫ black_circle|⚪ white_circle|🟥 large_red_square|🟧 large_orange_square|🟨 large_yellow_square|🟩 large_green_square|🟦 large_blue_square|🟪 large_purple_square
⬛ black_large_square|⬜ white_large_square|🔶 large_orange_diamond|🔷 large_blue_diamond|🔸 small_orange_diamond|🔹 small_blue_diamond|🔺 small_red_triangle|🔘 radio_button|🌐 globe_with_meridians|🔳 white_square_button`,
};

/** The groups in the picker's order: [{label, emoji: [{sign, name, names}]}]. */
export const GROUPS = Object.entries(TABLE).map(([label, lines]) => ({
  label,
  emoji: lines
    .trim()
    .split(/[\n|]/)
    .map((entry) => {
      const [sign, ...names] = entry.split(" ");
      return { sign, name: names[0], names };
    }),
}));

// Flags are made of two letters each; these have a short name beside `flag-xx`.
const NATIONS = { cn: "cn", de: "de", es: "es", fr: "fr", gb: "uk", it: "it", jp: "jp", kr: "kr", ru: "ru", us: "us" };
const FLAGS = `ar at au be br ca ch cn co cz de dk eg es eu fi fr gb gr hu ie il in it jp ke kr mx ng nl no nz pl pt ro ru se sg
  tr ua us za`.split(/\s+/);

function flag(letters) {
  return String.fromCodePoint(...[...letters].map((letter) => 0x1f1e6 + letter.charCodeAt(0) - 97));
}

GROUPS.push({
  label: "Flags",
  emoji: FLAGS.map((letters) => {
    const name = NATIONS[letters] ?? `flag-${letters}`;
    return { sign: flag(letters), name, names: [...new Set([name, `flag-${letters}`])] };
  }),
});

const SIGNS = new Map(
  GROUPS.flatMap((group) => group.emoji.flatMap(({ sign, names }) => names.map((name) => [name, sign]))),
);

// Hands and people take a skin tone: the sign is followed by a modifier, the name by `::skin-tone-2` to `-6`.
const TONED = new Set(
  `+1 thumbsup -1 thumbsdown wave raised_back_of_hand hand raised_hand ok_hand v crossed_fingers
  i_love_you_hand_sign the_horns call_me_hand point_left point_right point_up_2 point_down point_up fist facepunch punch clap
  raised_hands open_hands palms_up_together pray writing_hand muscle raising_hand shrug face_palm bow no_good ok_woman
  information_desk_person baby walking runner running dancer female-technologist male-technologist`.split(/\s+/),
);
const MODIFIERS = { 2: "🏻", 3: "🏼", 4: "🏽", 5: "🏾", 6: "🏿" };

/** The skin tones to choose from: the plain sign (1) and Slack's five. */
export const TONES = ["1", ...Object.keys(MODIFIERS)];

/** Whether an emoji of this name takes a skin tone. */
export function takesTone(name) {
  return TONED.has(name);
}

/**
 * The sign of a short name such as `bell` or `wave::skin-tone-3`, or null when the page does not know it.
 * @param {string} name
 */
export function signOf(name) {
  const [bare, tone] = name.split("::skin-tone-");
  const sign = SIGNS.get(bare) ?? (/^flag-[a-z]{2}$/.test(bare) ? flag(bare.slice(5)) : null);
  if (!sign || !tone || !TONED.has(bare)) {
    return sign;
  }
  // The tone follows the person or the hand, before what they are joined with.
  const [first, ...rest] = sign.replace("\ufe0f", "");
  return [first, MODIFIERS[tone] ?? "", ...rest].join("");
}

/** The name to send for an emoji in a chosen skin tone. */
export function tonedName(name, tone) {
  return tone !== "1" && TONED.has(name) ? `${name}::skin-tone-${tone}` : name;
}

/** Emoji whose name holds the words of a search, those that begin with it first. */
export function findEmoji(words) {
  const query = words.trim().toLowerCase().replace(/^:|:$/g, "").replace(/\s+/g, "_");
  const hits = GROUPS.flatMap((group) => group.emoji).filter(({ names }) => names.some((name) => name.includes(query)));
  return hits.sort((a, b) => rank(a, query) - rank(b, query));
}

function rank({ names }, query) {
  return names.includes(query) ? 0 : names.some((name) => name.startsWith(query)) ? 1 : 2;
}
