<<<<<<<< HEAD:src/therapyblog/desk/static/chunks/chunk-6MIOXIXB.js
import{k as r,w as e,y as s}from"./chunk-5PD7JEFB.js";function a(t){return t.state==="scheduled"&&t.until?e("state_scheduled_for",{day:s(t.until)}):e(`state_${t.state.replaceAll("-","_")}`)}function n(t){return r("span",{class:`pill pill-${t.state}`},a(t))}export{a,n as b};
========
import{k as r,w as e,y as s}from"./chunk-36JCUCOS.js";function a(t){return t.state==="scheduled"&&t.until?e("state_scheduled_for",{day:s(t.until)}):e(`state_${t.state.replaceAll("-","_")}`)}function n(t){return r("span",{class:`pill pill-${t.state}`},a(t))}export{a,n as b};
>>>>>>>> db732956 (desk: its words in Polish and Arabic and for three regions; sentences of the program as they stand in a window):src/therapyblog/desk/static/chunks/chunk-M2QJO7CS.js
